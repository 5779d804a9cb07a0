import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, link, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';

import type { DeviceRecord } from '../../../src/contract/record.ts';
import { Secret } from '../../../src/contract/secret.ts';
import { saveCredentials } from '../../../src/records/credentials-file.ts';
import { failureOf, temporaryFolder } from './bench.ts';

const PSK = '00112233445566778899aabbccddeeff0123456789abcdef0123456789abcdef';
const PEM = '-----BEGIN CERTIFICATE-----\nMIIB"x",\n-----END CERTIFICATE-----\n';

function aRecord(change: Partial<DeviceRecord> = {}): DeviceRecord {
  return {
    id: 'record-1',
    mac: 'A0B1C2D3E4F5',
    uniqueId: null,
    chip: 'esp32s3',
    uuid: '04e4822c-719e-45b0-b360-7e2819faca53',
    pskFingerprint: '0123456789abcdef',
    state: 'done',
    profile: 'spec',
    caUrl: 'https://ca.example',
    certificate: PEM,
    caCertificate: null,
    nvs: null,
    firmware: null,
    wifi: { ssid: 'Bench', ip: '192.0.2.7' },
    createdAt: '2026-11-02T10:00:00.000Z',
    updatedAt: '2026-11-02T10:00:09.000Z',
    runs: [],
    ...change,
  };
}

const SAVED = {
  mac: 'A0B1C2D3E4F5',
  macWithColons: 'A0:B1:C2:D3:E4:F5',
  chip: 'esp32s3',
  uuid: '04e4822c-719e-45b0-b360-7e2819faca53',
  psk: PSK,
  certificate: PEM,
  caCertificate: null,
  ssid: 'Bench',
  ip: '192.0.2.7',
  recordId: 'record-1',
  createdAt: '2026-11-02T10:00:00.000Z',
  updatedAt: '2026-11-02T10:00:09.000Z',
};

function save(path: string, record = aRecord()): Promise<void> {
  return saveCredentials(record, { psk: new Secret(PSK) }, path);
}

test('JSON has every value exactly', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'device.json');
  await save(path);
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(SAVED);

  const odd = { ssid: '=cmd|"é\u2028', ip: null };
  await save(path, aRecord({ wifi: odd }));
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject(odd);
});

test('CSV is a row of names and a row of values, as RFC 4180 has it', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'device.CSV');
  await save(path, aRecord({ wifi: { ssid: 'a "b", c', ip: null } }));
  const content = await readFile(path, 'utf8');
  const expected = {
    ...SAVED,
    ssid: 'a "b", c',
    ip: '',
    caCertificate: '',
    certificate: `'${PEM}`,
  };
  expect(parse(content, { columns: true, relax_quotes: false })).toEqual([expected]);
  expect(content.split('\r\n')).toHaveLength(3); // two rows and what follows the last line end
});

test.each(['=', '+', '-', '@', '\t', '\r', '\0'])(
  'a CSV cell that begins with %j is no formula',
  async (start) => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'device.csv');
    const ssid = `${start}cmd|'/C calc'!A0`;
    await save(path, aRecord({ wifi: { ssid, ip: null }, certificate: null }));
    const [row] = parse<{ ssid: string }>(await readFile(path, 'utf8'), { columns: true });
    expect(row?.ssid).toBe(`'${ssid}`);
  },
);

test('text has a line for each value, and certificates as they are', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'device.txt');
  await save(path);
  const content = await readFile(path, 'utf8');
  expect(content).toContain('macWithColons: A0:B1:C2:D3:E4:F5\n');
  expect(content).toContain(`psk: ${PSK}\n`);
  expect(content).toContain(`certificate:\n${PEM}caCertificate: -\n`);
});

test('only the owner may read it, also where it takes the place of a file that others could', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'device.json');
  await writeFile(path, 'old');
  await chmod(path, 0o666);
  await save(path);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder.path)).toEqual(['device.json']);
});

test('a file that is there is replaced, never written into', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'device.json');
  const elsewhere = join(folder.path, 'the same file by another name');
  await writeFile(path, 'old');
  await link(path, elsewhere);
  await save(path);
  expect(await readFile(elsewhere, 'utf8')).toBe('old');
});

test('whatever is no file, and a missing folder, is refused, and nothing is written', async () => {
  await using folder = await temporaryFolder();
  const target = join(folder.path, 'target');
  await writeFile(target, 'old');
  await symlink(target, join(folder.path, 'link.json'));
  await symlink(join(folder.path, 'nothing'), join(folder.path, 'dangling.json'));
  await mkdir(join(folder.path, 'folder.json'));
  await using socket = createServer().listen(join(folder.path, 'socket.json'));
  await once(socket, 'listening');
  const before = await readdir(folder.path);
  const names = [
    'link.json',
    'socket.json',
    'dangling.json',
    'folder.json',
    'missing/device.json',
    'target/x.json',
  ];
  for (const name of names) {
    const { code, detail } = await failureOf(save(join(folder.path, name)));
    expect(code, name).toBe('file-unwritable');
    expect(detail, name).toContain(name);
    expect(detail, name).not.toContain(PSK);
  }
  expect(await readdir(folder.path)).toEqual(before);
  expect(await readFile(target, 'utf8')).toBe('old');
});

test.each(['device', 'device.pem', '.json'])(
  'the name %j says no form and is refused',
  async (name) => {
    await using folder = await temporaryFolder();
    const { code, detail } = await failureOf(save(join(folder.path, name)));
    expect(code).toBe('file-unwritable');
    expect(detail).toContain('.json, .csv, .txt');
    expect(await readdir(folder.path)).toEqual([]);
  },
);

test('a disk that takes no more leaves the file that was there, and no other', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'device.json');
  await writeFile(path, 'old');
  const script = `
    import { saveCredentials } from '${import.meta.resolve('../../../src/records/credentials-file.ts')}';
    import { Secret } from '${import.meta.resolve('../../../src/contract/secret.ts')}';
    const [record, path] = process.argv.slice(1);
    await saveCredentials(JSON.parse(record), { psk: new Secret('x') }, path).then(
      () => process.exit(0), (error) => process.exit(error.code === 'file-unwritable' ? 3 : 1));`;
  // A limit on the size of files is a disk that fails for real (setrlimit(2), RLIMIT_FSIZE).
  const child = spawn('bash', [
    ...['-c', 'ulimit -f 0; exec "$0" "$@"', process.execPath],
    ...['--input-type=module', '--eval', script, JSON.stringify(aRecord()), path],
  ]);
  expect((await once(child, 'exit'))[0]).toBe(3);
  expect(await readdir(folder.path)).toEqual(['device.json']);
  expect(await readFile(path, 'utf8')).toBe('old');
});
