import { randomUUID } from 'node:crypto';
import { chmod, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, expectTypeOf, test } from 'vitest';

import { DeviceRecord } from '../../../src/contract/record.ts';
import type * as tools from '../../../src/provisioning/tools.ts';
import type { RecordStore } from '../../../src/records/record-store.ts';
import { aPsk, aRun, failureOf, MAC, openRecords, temporaryFolder } from './bench.ts';

const CERTIFICATE = { certificate: 'device PEM', caCertificate: 'CA PEM' };

test('the pipeline can use it as its record store', () => {
  expectTypeOf<RecordStore>().toExtend<tools.RecordStore>();
});

test('a retry after any failure finds the identity that was made the first time', async () => {
  await using folder = await temporaryFolder();
  const first = aRun();
  {
    await using records = await openRecords(folder.path);
    await records.begin(first);
  }
  await using records = await openRecords(folder.path);
  const found = await records.findIdentity(MAC);
  expect(found).toMatchObject({ uuid: first.uuid, state: 'minted', certificate: null });
  expect(found?.psk.reveal()).toBe(first.psk.reveal());

  const retry = aRun({ uuid: first.uuid, psk: first.psk });
  const { recordId } = await records.begin(retry);
  expect(recordId).toBe(found?.recordId);
  const [record, ...others] = await records.list();
  expect(others).toEqual([]);
  expect(record?.runs.map(({ id }) => id)).toEqual([first.runId, retry.runId]);
});

test('a record does not change over to another chip with its MAC, whoever was quicker', async () => {
  await using folder = await temporaryFolder();
  await using records = await openRecords(folder.path);
  const first = aRun({ uniqueId: '00'.repeat(15) + '01' });
  await records.begin(first);
  const { uuid, psk } = first;
  const [before] = await records.list();

  const other = aRun({ uuid, psk, uniqueId: '00'.repeat(15) + '02' });
  await expect(records.begin(other)).rejects.toMatchObject({ code: 'mac-duplicate' });
  expect(await records.list()).toEqual([before]);
});

test('a MAC that was never seen has no identity', async () => {
  await using folder = await temporaryFolder();
  await using records = await openRecords(folder.path);
  expect(await records.findIdentity(MAC)).toBeUndefined();
});

test('another identity for the same device retires the record and keeps it', async () => {
  await using folder = await temporaryFolder();
  await using records = await openRecords(folder.path);
  const old = await records.begin(aRun());
  const psk = aPsk();
  const { recordId } = await records.begin(aRun({ psk, replaces: old.recordId }));

  expect((await records.findIdentity(MAC))?.recordId).toBe(recordId);
  expect((await records.revealPsk(recordId)).reveal()).toBe(psk.reveal());
  const states = (await records.list()).map(({ id, state }) => [id, state]);
  expect(states).toEqual([
    [recordId, 'minted'],
    [old.recordId, 'retired'],
  ]);
});

test('a new identity that was chosen without seeing the one on record changes nothing', async () => {
  await using folder = await temporaryFolder();
  await using records = await openRecords(folder.path);
  const first = aRun();
  const { recordId } = await records.begin(first);

  for (const replaces of [null, randomUUID()]) {
    await expect(records.begin(aRun({ replaces }))).rejects.toMatchObject({
      code: 'record-conflict',
    });
  }
  expect(await records.list()).toMatchObject([{ id: recordId, runs: [{ id: first.runId }] }]);
});

test('a UUID that another device holds is refused, and that device is named', async () => {
  await using folder = await temporaryFolder();
  await using records = await openRecords(folder.path);
  const { uuid } = aRun();
  const { recordId } = await records.begin(aRun({ uuid }));
  const other = aRun({ mac: '0000DEADBEEF', uuid });
  const { code, detail } = await failureOf(records.begin(other));
  expect(code).toBe('uuid-in-use');
  expect(detail).toContain(MAC);
  expect(await records.findIdentity(other.mac)).toBeUndefined();

  await records.begin(aRun({ replaces: recordId }));
  await expect(records.begin(other)).resolves.toBeDefined(); // its holder is retired now
});

test('a record never goes back to an earlier state', async () => {
  await using folder = await temporaryFolder();
  await using records = await openRecords(folder.path);
  const run = aRun();
  const { recordId } = await records.begin(run);
  const stateAfter = async (state: Parameters<RecordStore['advance']>[1]) => {
    await records.advance(recordId, state);
    return (await records.find(recordId))?.state;
  };
  expect(await stateAfter('verified')).toBe('verified');
  expect(await stateAfter('registered')).toBe('verified');
  expect(await stateAfter('done')).toBe('done');
  await records.begin({ ...run, runId: randomUUID() });
  expect(await stateAfter('minted')).toBe('done');
});

test('facts come with the state that they belong to', async () => {
  await using folder = await temporaryFolder();
  await using records = await openRecords(folder.path);
  const { recordId } = await records.begin(aRun());
  await records.advance(recordId, 'registered', { certificate: CERTIFICATE });
  await records.advance(recordId, 'connected', { ip: '192.0.2.7' });

  const record = DeviceRecord.parse(await records.find(recordId));
  expect(record).toMatchObject({
    ...CERTIFICATE,
    state: 'connected',
    wifi: { ssid: 'Bench', ip: '192.0.2.7' },
    nvs: { offset: 0xa20000, size: 0x10000, partition: 'prov_nvs', overridden: false },
  });
  expect(await records.findIdentity(MAC)).toMatchObject({ certificate: CERTIFICATE });
});

test('an address that was seen in another network is not told as the one of this', async () => {
  await using folder = await temporaryFolder();
  await using records = await openRecords(folder.path);
  const run = aRun();
  const { recordId } = await records.begin(run);
  await records.advance(recordId, 'connected', { ip: '192.0.2.7' });
  await records.begin({ ...run, runId: randomUUID(), ssid: 'Other' });
  expect((await records.find(recordId))?.wifi).toEqual({ ssid: 'Other', ip: null });
});

test('a certificate stays with the CA that gave it until another CA has given one', async () => {
  await using folder = await temporaryFolder();
  await using records = await openRecords(folder.path);
  const run = aRun({ caUrl: 'https://one.example' });
  const { recordId } = await records.begin(run);
  await records.advance(recordId, 'registered', { certificate: CERTIFICATE });

  await records.begin({ ...run, runId: randomUUID(), caUrl: 'https://two.example' });
  expect(await records.findIdentity(MAC)).toMatchObject({ caUrl: 'https://one.example' });

  await records.advance(recordId, 'registered', { certificate: CERTIFICATE });
  expect(await records.findIdentity(MAC)).toMatchObject({ caUrl: 'https://two.example' });
});

test('a run whose record was retired keeps its certificate and may not go on', async () => {
  await using folder = await temporaryFolder();
  await using records = await openRecords(folder.path);
  const { recordId } = await records.begin(aRun());
  await records.begin(aRun({ replaces: recordId }));

  await expect(
    records.advance(recordId, 'registered', { certificate: CERTIFICATE }),
  ).rejects.toMatchObject({ code: 'record-conflict' });
  expect(await records.find(recordId)).toMatchObject({ ...CERTIFICATE, state: 'retired' });
});

test('a run shows its last step and what became of the device, also if it never ended', async () => {
  await using folder = await temporaryFolder();
  const run = aRun();
  {
    await using records = await openRecords(folder.path);
    await records.begin(run);
    await records.enter(run.runId, 'flash-nvs', 'partial');
  }
  await using records = await openRecords(folder.path);
  const cutOff = { step: 'flash-nvs', deviceState: 'partial', outcome: 'running', endedAt: null };
  expect(await records.find(MAC)).toMatchObject({ runs: [cutOff] });
});

test('the first ending of a run stays', async () => {
  await using folder = await temporaryFolder();
  await using records = await openRecords(folder.path);
  const run = aRun();
  await records.begin(run);
  const where = { step: 'register', deviceState: 'untouched', timings: { register: 12 } } as const;
  await records.end(run.runId, { outcome: 'failed', errorCode: 'ca-timeout', ...where });
  await records.end(run.runId, { outcome: 'passed', ...where });
  expect(await records.find(MAC)).toMatchObject({
    runs: [{ outcome: 'failed', step: 'register', errorCode: 'ca-timeout' }],
  });
});

test('a record is found by its id, its MAC in any spelling, and its UUID', async () => {
  await using folder = await temporaryFolder();
  await using records = await openRecords(folder.path);
  const run = aRun();
  const { recordId } = await records.begin(run);
  await records.begin(aRun({ mac: '0000DEADBEEF' }));
  const names = [
    recordId,
    MAC,
    'a0:b1:c2:d3:e4:f5',
    'A0-B1-C2-D3-E4-F5',
    'a0b1.c2d3.e4f5',
    run.uuid,
    ` ${run.uuid.toUpperCase()} `,
  ];
  for (const name of names) expect((await records.find(name))?.id, name).toBe(recordId);
  expect(await records.find('FFFFFFFFFFFF')).toBeUndefined();
});

test('a MAC with retired records means the active one', async () => {
  await using folder = await temporaryFolder();
  await using records = await openRecords(folder.path);
  const old = await records.begin(aRun());
  const { recordId } = await records.begin(aRun({ replaces: old.recordId }));
  await records.advance(old.recordId, 'done').catch(() => undefined); // changes the retired one last
  expect((await records.find(MAC))?.id).toBe(recordId);
});

test('the order of runs and records survives a clock that is set back', async () => {
  await using folder = await temporaryFolder();
  let year = 2031;
  const now = () => new Date(Date.UTC(year--, 0));
  await using records = await openRecords(folder.path, { now });
  const older = aRun({ mac: '0000DEADBEEF' });
  const newer = aRun();
  await records.begin(older);
  await records.begin(newer);
  await records.begin({ ...newer, runId: 'second' });
  const list = await records.list();
  expect(list.map(({ mac }) => mac)).toEqual([MAC, older.mac]);
  expect(list[0]?.runs.map(({ id }) => id)).toEqual([newer.runId, 'second']);
});

test('what is not on record is said to be so', async () => {
  await using folder = await temporaryFolder();
  await using records = await openRecords(folder.path);
  const missing = { code: 'record-not-found' };
  await expect(records.revealPsk('nobody')).rejects.toMatchObject(missing);
  await expect(records.advance('nobody', 'done')).rejects.toMatchObject(missing);
  await expect(records.enter('nobody', 'boot', 'untouched')).rejects.toMatchObject(missing);
});

test('the data folder and all files in it are for their owner alone', async () => {
  await using folder = await temporaryFolder();
  const data = join(folder.path, 'new', 'data');
  await using records = await openRecords(data);
  await records.begin(aRun());
  const mode = async (path: string) => (await stat(path)).mode & 0o777;
  expect(await mode(data)).toBe(0o700);
  const files = ['sqlite', 'sqlite-wal', 'sqlite-shm', 'lock', 'key'];
  for (const file of files) expect(await mode(join(data, `records.${file}`)), file).toBe(0o600);
});

test('files of the records that others may read are theirs no longer', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'records.sqlite');
  await writeFile(path, '');
  await chmod(path, 0o666);
  await using _records = await openRecords(folder.path);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('a data folder that cannot be one is refused in words', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'file');
  await writeFile(file, '');
  for (const path of [file, join(file, 'below')]) {
    const { code, detail } = await failureOf(openRecords(path));
    expect(code).toBe('record-failed');
    expect(detail).toContain('no folder');
  }
});
