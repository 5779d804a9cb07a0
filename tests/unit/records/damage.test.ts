import { open, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';

import { aRun, failureOf, macOf, openRecords, temporaryFolder } from './bench.ts';
import { Station } from './station.ts';

const PAGE_BYTES = 4096;
const RECORDS = 60;

/** A data folder with records of devices 0 to 59, closed. */
async function fillFolder(folder: string) {
  await using records = await openRecords(folder);
  const runs = Array.from({ length: RECORDS }, (_, n) => aRun({ mac: macOf(n) }));
  for (const run of runs) {
    const { recordId } = await records.begin(run);
    const certificate = { certificate: 'x'.repeat(765), caCertificate: null };
    await records.advance(recordId, 'registered', { certificate });
  }
  return { runs, path: join(folder, 'records.sqlite') };
}

/** Overwrites the page in the middle of the table of records, as a bad sector would. */
async function damageOnePage(path: string): Promise<void> {
  const database = new Sqlite(path);
  const pages = database
    .prepare("select pageno from dbstat where name = 'records' and pagetype = 'leaf'")
    .pluck()
    .all();
  database.close();
  const page = Number(pages[Math.floor(pages.length / 2)]);
  await using file = await open(path, 'r+');
  await file.write(Buffer.alloc(PAGE_BYTES, 0xff), 0, PAGE_BYTES, (page - 1) * PAGE_BYTES);
}

async function quarantined(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith('records.damaged-'));
}

test('of a damaged database all readable records are recovered, and the file is kept', async () => {
  await using folder = await temporaryFolder();
  const { runs, path } = await fillFolder(folder.path);
  await damageOnePage(path);
  const damaged = await readFile(path);

  await using records = await openRecords(folder.path);
  const list = await records.list();
  expect(list.length).toBeLessThan(RECORDS);
  expect(list.length).toBeGreaterThan(RECORDS - 10); // what one page of 4096 bytes holds
  for (const { mac, pskFingerprint } of list) {
    const run = runs.find((it) => it.mac === mac);
    const found = await records.findIdentity(mac);
    expect([found?.uuid, found?.psk.reveal()]).toEqual([run?.uuid, run?.psk.reveal()]);
    expect(pskFingerprint).toMatch(/^[0-9a-f]{16}$/);
  }

  const [kept = '', ...others] = await quarantined(folder.path);
  expect(others).toEqual([]);
  expect(await readFile(join(folder.path, kept))).toEqual(damaged);
  expect(records.warnings).toHaveLength(1);
  expect(records.warnings[0]).toContain(`${list.length} of its records could be recovered`);
  expect(records.warnings[0]).toContain(kept);
});

test('after the repair runs go on: known devices by their record, and in their order', async () => {
  await using folder = await temporaryFolder();
  const { runs, path } = await fillFolder(folder.path);
  await damageOnePage(path);
  const [first] = runs;
  if (!first) throw new Error('no run');
  {
    await using records = await openRecords(folder.path);
    const { recordId } = await records.begin({ ...first, runId: 'after the repair' });
    const [changedLast] = await records.list();
    expect(changedLast).toMatchObject({ id: recordId, mac: first.mac, state: 'registered' });
    expect(changedLast?.runs.map(({ id }) => id)).toEqual([first.runId, 'after the repair']);
  }
  await using records = await openRecords(folder.path);
  expect(records.warnings).toEqual([]);
});

test('a database that was cut short is repaired with what its beginning holds', async () => {
  await using folder = await temporaryFolder();
  const { runs, path } = await fillFolder(folder.path);
  const whole = await readFile(path);
  for (const pages of [1, 4, Math.floor(whole.length / PAGE_BYTES) - 1]) {
    await writeFile(path, whole.subarray(0, pages * PAGE_BYTES));
    await using records = await openRecords(folder.path);
    expect(records.warnings, `${pages} pages`).toHaveLength(1);
    const known = new Set(runs.map(({ uuid }) => uuid));
    expect((await records.list()).filter(({ uuid }) => !known.has(uuid))).toEqual([]);
    await expect(records.begin(aRun())).resolves.toBeDefined();
  }
});

test('a file that is no database at all is kept, and a fresh one is started', async () => {
  await using folder = await temporaryFolder();
  const { path } = await fillFolder(folder.path);
  await writeFile(path, 'this was a database once '.repeat(1000));

  await using records = await openRecords(folder.path);
  expect(await records.list()).toEqual([]);
  expect(records.warnings[0]).toContain('0 of its records');
  expect(await quarantined(folder.path)).toHaveLength(1);
  await expect(records.begin(aRun())).resolves.toBeDefined();
});

test('a damaged database is not replaced under a program that has it open', async () => {
  await using folder = await temporaryFolder();
  const { path } = await fillFolder(folder.path);
  {
    await using _working = await openRecords(folder.path);
    await damageOnePage(path);
    const damaged = await readFile(path);
    const { code, detail } = await failureOf(openRecords(folder.path, { busyTimeoutMs: 10 }));
    expect(code).toBe('record-failed');
    expect(detail).toContain('close the other program');
    expect(await readFile(path)).toEqual(damaged);
    expect(await quarantined(folder.path)).toEqual([]);
  }
  await using records = await openRecords(folder.path);
  expect(records.warnings).toHaveLength(1);
});

test('of several programs that find the damage at once, one repairs and none loses a record', async () => {
  await using folder = await temporaryFolder();
  const { path } = await fillFolder(folder.path);
  await damageOnePage(path);
  await using stations = new AsyncDisposableStack();
  const reports = await Promise.all(
    Array.from({ length: 4 }, (_, n) =>
      stations.use(new Station(folder.path)).begin(macOf(RECORDS + n)),
    ),
  );
  expect(await quarantined(folder.path)).toHaveLength(1);
  await using records = await openRecords(folder.path);
  for (const { mac, psk } of reports) {
    expect(psk).toBeDefined();
    expect((await records.findIdentity(mac))?.psk.reveal()).toBe(psk);
  }
});
