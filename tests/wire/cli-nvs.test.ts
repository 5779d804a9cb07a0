import { readFileSync, writeFileSync } from 'node:fs';

import { expect, onTestFinished, test } from 'vitest';

import { decodeNvs } from '../../embedded/nvs_partition_gen/decode-nvs.ts';
import { encodeNvs } from '../../embedded/nvs_partition_gen/encode-nvs.ts';
import { deriveEncryptionKey } from '../../embedded/nvs_partition_gen/key-partition.ts';
import { readString } from '../../embedded/nvs_partition_gen/read-string.ts';
import { NETWORK, startCliBench, UUID, type CliBench } from './cli-bench.ts';
import { runCli } from './command-line.ts';

const REGION = { offset: 0xa20000, size: 0x10000 };
const NAMESPACE = 'deviceprovision';

/** An image file, as `--image` flags. */
function imageFlags({ folder }: CliBench, encryptionKey?: Uint8Array): string[] {
  const image = encodeNvs(
    [
      { namespace: NAMESPACE, key: 'uuid', type: 'string', value: UUID },
      { namespace: NAMESPACE, key: 'psk', type: 'string', value: 'planted PSK' },
      { namespace: 'app', key: 'boots', type: 'u32', value: 41 },
    ],
    { size: 0x4000, encryptionKey },
  );
  writeFileSync(`${folder}/image.bin`, image);
  return ['--image', `${folder}/image.bin`];
}

function device(bench: CliBench): string[] {
  return ['--port', bench.device.url, '--data-dir', bench.dataDir];
}

const json = (events: { event: string; result?: unknown }[]) => events.at(-1)?.result;

test('show lists an image, masked unless asked otherwise; changes nothing', async () => {
  const bench = await startCliBench();
  const flags = imageFlags(bench);
  const before = readFileSync(flags[1] ?? '');
  const shown = await runCli(['nvs', 'show', ...flags]);
  expect(shown.exitCode).toBe(0);
  expect(shown.stdout).toContain('boots');
  expect(shown.stdout).toContain('***');
  expect(shown.stdout).not.toContain('planted');
  const told = await runCli(['nvs', 'show', '--show-secrets', ...flags]);
  expect(told.stdout).toContain('planted PSK');
  expect(readFileSync(flags[1] ?? '')).toEqual(before);
});

test.each([
  ['a text file', Buffer.alloc(300_000, ' ')],
  ['bytes without a meaning', Buffer.alloc(0x4000, 'bytes without a meaning')],
])('%s is no NVS partition: refused, and left as it is', async (_what, bytes) => {
  const { folder } = await startCliBench();
  const path = `${folder}/other.bin`;
  writeFileSync(path, bytes);
  const set = await runCli(['nvs', 'set', 'app', 'k', 'v', '--image', path, '--yes', '--json']);
  expect(set.events.at(-1)).toMatchObject({ error: { code: 'nvs-unreadable' } });
  expect(set.exitCode).toBe(1);
  expect(readFileSync(path)).toEqual(bytes);
});

test('get tells one value', async () => {
  const bench = await startCliBench();
  const flags = imageFlags(bench);
  expect((await runCli(['nvs', 'get', NAMESPACE, 'uuid', ...flags])).stdout).toBe(`${UUID}\n`);
  expect((await runCli(['nvs', 'get', NAMESPACE, 'psk', ...flags])).stdout).toBe('***\n');
  const missing = await runCli(['nvs', 'get', NAMESPACE, 'nothing', '--json', ...flags]);
  expect(missing.exitCode).toBe(1);
  expect(missing.events.at(-1)).toMatchObject({ error: { code: 'nvs-key-missing' } });
});

test('set changes one value of an image and keeps the old image; diff names the change', async () => {
  const bench = await startCliBench();
  const flags = imageFlags(bench);
  const path = flags[1] ?? '';
  const before = readFileSync(path);
  const set = ['nvs', 'set', NAMESPACE, 'psk', '--value-file', '-', '--yes', ...flags];
  const done = await runCli(set, 'another planted PSK\n');
  expect(done.exitCode).toBe(0);
  expect(done.stdout).not.toContain('planted');
  expect(readString(decodeNvs(readFileSync(path)), NAMESPACE, 'psk')).toBe('another planted PSK');
  expect(readFileSync(`${path}.bak`)).toEqual(before);

  const diff = await runCli(['nvs', 'diff', `${path}.bak`, path, '--json']);
  expect(json(diff.events)).toMatchObject({
    changes: [{ key: 'psk', secret: true, before: { value: null }, after: { value: null } }],
  });
  const told = await runCli(['nvs', 'diff', `${path}.bak`, path, '--show-secrets']);
  expect(told.stdout).toContain('another planted PSK');
  const same = await runCli(['nvs', 'diff', path, path]);
  expect([same.exitCode, same.stdout]).toEqual([0, 'Nothing differs.\n']);
});

const XTS_KEYS = Uint8Array.from({ length: 64 }, (_, at) => at);
const HMAC_KEY = XTS_KEYS.subarray(0, 32);

test.each([
  ['its keys', XTS_KEYS, XTS_KEYS],
  ['the key of its HMAC eFuse', HMAC_KEY, deriveEncryptionKey(HMAC_KEY)],
])('an encrypted image takes %s, and is refused without', async (_what, file, key) => {
  const bench = await startCliBench();
  writeFileSync(`${bench.folder}/key.bin`, file);
  const flags = imageFlags(bench, key);
  const without = await runCli(['nvs', 'show', '--json', ...flags]);
  expect(without.events.at(-1)).toMatchObject({ error: { code: 'nvs-unreadable' } });
  const inputkey = ['--inputkey', `${bench.folder}/key.bin`];
  const set = ['nvs', 'set', 'app', 'boots', '42', '--yes', ...flags, ...inputkey];
  expect((await runCli(set)).exitCode).toBe(0);
  const get = await runCli(['nvs', 'get', 'app', 'boots', ...flags, ...inputkey]);
  expect(get.stdout).toBe('42\n');
});

test.each([
  ['no place', ['nvs', 'show']],
  ['two places', ['nvs', 'show', '--port', 'COM1', '--image', 'x']],
  ['a secret among the arguments', ['nvs', 'set', 'app', 'psk', 'seen', '--yes', '--image', 'x']],
  ['nobody to ask', ['nvs', 'set', 'app', 'n', '1', '--image', 'x']],
  ['a file that is not there', ['nvs', 'show', '--image', 'nowhere.bin']],
  ['one image to compare', ['nvs', 'diff', 'x']],
  ['nothing to restore from', ['nvs', 'restore']],
  ['Wi-Fi only with an identity', ['provision', '--port', 'COM1', '--wifi-only', '--uuid', UUID]],
])('wrong usage: %s', async (_what, args) => {
  const { exitCode, stderr } = await runCli(args);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('Nothing was changed.');
});

test('on a device: Wi-Fi only in the partition, then looked at, changed, compared', async () => {
  const bench = await startCliBench();
  expect((await runCli(bench.provision('--json'))).exitCode).toBe(0);
  const { flash } = bench.device.board;
  const first = flash.read(REGION.offset, REGION.size);
  writeFileSync(`${bench.folder}/first.bin`, first);
  const network = ['--ssid', 'Line 6', '--open-network', '--no-confirm-wifi'];
  const wifiOnly = ['provision', '--wifi-only=partition', ...network, '--json', ...device(bench)];
  const run = await runCli(wifiOnly);
  expect(run.exitCode).toBe(0);
  expect(json(run.events)).toMatchObject({ uuid: UUID, wifi: { ssid: 'Line 6' } });

  const place = [...device(bench), '--partition', 'prov_nvs'];
  const set = ['nvs', 'set', 'app', 'boots', '7', '--type', 'u32', '--yes', '--json', ...place];
  expect(json((await runCli(set)).events)).toMatchObject({ written: true });
  const view = decodeNvs(flash.read(REGION.offset, REGION.size));
  expect(readString(view, NAMESPACE, 'wifi_ssid')).toBe('Line 6');
  expect(readString(view, NAMESPACE, 'uuid')).toBe(UUID);

  const diff = await runCli(['nvs', 'diff', '--json', ...place, `${bench.folder}/first.bin`]);
  expect(json(diff.events)).toMatchObject({
    namespacesRemoved: ['app'],
    changes: [
      { key: 'boots', before: { value: '7' }, after: null },
      { key: 'wifi_password', secret: true },
      { key: 'wifi_ssid', before: { value: 'Line 6' }, after: { value: NETWORK.ssid } },
    ],
  });
});

test('a write that is cut off is told as such, listed, and restored', async () => {
  const bench = await startCliBench();
  await runCli(bench.provision('--json'));
  const { board } = bench.device;
  const before = board.flash.read(REGION.offset, REGION.size);
  const place = [...device(bench), '--partition', 'prov_nvs', '--json'];
  const stop = board.flash.onChange(() => board.unplug());
  onTestFinished(stop);
  const cut = await runCli(['nvs', 'set', 'app', 'n', '1', '--yes', ...place]);
  expect(cut.exitCode).toBe(1);
  expect(cut.events.at(-1)).toMatchObject({
    error: { code: 'nvs-write-failed' },
    deviceState: 'partial',
  });
  stop();
  board.plugIn();

  const kept = ['nvs', 'restore', '--list', '--json', '--data-dir', bench.dataDir];
  expect(json((await runCli(kept)).events)).toMatchObject([REGION]);
  const nowhere = ['--port', '/dev/ttyNONE9', '--data-dir', bench.dataDir];
  const next = await runCli(['provision', ...nowhere, '--no-register', '--no-wifi', '--json']);
  expect(next.events).toContainEqual({
    event: 'warning',
    text: expect.stringMatching(/^A write to the NVS of A0:B1:C2:D3:E4:F5 was cut off;/) as string,
  });
  const other = ['nvs', 'restore', '--drop', 'A0:B1:C2:D3:E4:F6'];
  const refused = await runCli([...other, '--data-dir', bench.dataDir]);
  expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
  expect(refused.stderr).toContain('No partition is kept of this device: A0:B1:C2:D3:E4:F6.');
  const restore = await runCli(['nvs', 'restore', '--json', ...device(bench)]);
  expect(json(restore.events)).toMatchObject([REGION]);
  expect(board.flash.read(REGION.offset, REGION.size)).toEqual(before);
  expect(json((await runCli(kept)).events)).toEqual([]);
});
