import { expect, test } from 'vitest';

import { decodeNvs } from '../../embedded/nvs_partition_gen/decode-nvs.ts';
import { editNvs } from '../../embedded/nvs_partition_gen/edit-nvs.ts';
import { encodeNvs } from '../../embedded/nvs_partition_gen/encode-nvs.ts';
import type { Output, RequestChannel } from '../../src/contract/channels.ts';
import { startBench, WIFI, type Bench } from './bench.ts';

const REGION = { offset: 0xa20000, size: 0x10000 };
const SSID = { namespace: 'deviceprovision', key: 'wifi_ssid', type: 'string' } as const;

async function ask<C extends RequestChannel>(
  { provisioner }: Bench,
  channel: C,
  payload: object,
): Promise<Output<C>> {
  const reply = await provisioner.dispatch(channel, payload);
  if (!reply.ok) throw Object.assign(new Error(reply.error.detail), reply.error);
  return reply.value;
}

function show(bench: Bench, changes: object = {}) {
  const { url: port } = bench.device;
  return ask(bench, 'prov:nvs-show', { port, partition: { label: 'prov_nvs' }, ...changes });
}

function set(snapshot: string, value: string) {
  return { snapshot, changes: [{ action: 'set', ...SSID, value }] };
}

/** As the firmware would, between two requests. */
function firmwareWrites({ device: { board } }: Bench, key: string, value: number): void {
  const old = board.flash.read(REGION.offset, REGION.size);
  const entry = { namespace: 'app', key, type: 'u32', value } as const;
  const { image } = editNvs(old, [{ action: 'set', entry }]);
  board.flash.erase(REGION.offset, REGION.size);
  board.flash.program(REGION.offset, image);
}

test('what is on a device is listed; secrets are masked, and revealed one by one', async () => {
  await using bench = await startBench();
  const { result } = await bench.provision();
  firmwareWrites(bench, 'boots', 3);
  const shown = await show(bench);
  expect(shown.partition).toEqual({ label: 'prov_nvs', ...REGION });
  expect(shown.mac).toBe(result?.mac);
  const values = Object.fromEntries(shown.entries.map(({ key, value }) => [key, value]));
  expect(values).toMatchObject({
    boots: '3',
    psk: null,
    wifi_password: null,
    uuid: result?.uuid,
    device_cert: result?.certificate,
    wifi_ssid: WIFI.ssid,
  });
  expect(JSON.stringify(shown)).not.toContain(WIFI.password.slice(0, 6));
  const name = { namespace: 'deviceprovision', key: 'wifi_password', type: 'string' };
  const { snapshot } = shown;
  expect(await ask(bench, 'prov:nvs-reveal', { snapshot, ...name })).toEqual({
    value: WIFI.password,
  });
});

test('the difference is shown, then written; what the firmware wrote meanwhile stays', async () => {
  await using bench = await startBench();
  await bench.provision();
  const { snapshot } = await show(bench);
  const difference = await ask(bench, 'prov:nvs-diff', set(snapshot, 'Line 6'));
  expect(difference.changes).toMatchObject([
    { ...SSID, before: { value: WIFI.ssid }, after: { value: 'Line 6' } },
  ]);
  firmwareWrites(bench, 'boots', 4);
  expect(await ask(bench, 'prov:nvs-set', set(snapshot, 'Line 6'))).toEqual(difference);
  const later = await show(bench);
  const { changes } = await ask(bench, 'prov:nvs-compare', { snapshot, later: later.snapshot });
  expect(changes.map(({ key, after }) => [key, after?.value])).toEqual([
    ['boots', '4'],
    ['wifi_ssid', 'Line 6'],
  ]);
  expect(later.restores).toEqual([]);
});

test('a value that is another one than was shown is not overwritten', async () => {
  await using bench = await startBench();
  await bench.provision();
  const { snapshot } = await show(bench);
  const { snapshot: other } = await show(bench);
  await ask(bench, 'prov:nvs-set', set(other, 'Line 6'));
  await expect(ask(bench, 'prov:nvs-set', set(snapshot, 'Line 7'))).rejects.toMatchObject({
    code: 'nvs-changed',
  });
});

test('an encrypted partition is read and written with its key, and refused without', async () => {
  await using bench = await startBench();
  const { flash } = bench.device.board;
  const encryptionKey = Uint8Array.from({ length: 64 }, (_, at) => at);
  const image = encodeNvs([{ ...SSID, value: 'old' }], { size: REGION.size, encryptionKey });
  flash.program(REGION.offset, image);
  await expect(show(bench)).rejects.toMatchObject({ code: 'nvs-unreadable' });
  const key = Buffer.from(encryptionKey).toString('hex');
  const { snapshot } = await show(bench, { encryptionKey: key });
  await ask(bench, 'prov:nvs-set', set(snapshot, 'new'));
  const written = flash.read(REGION.offset, REGION.size);
  expect(decodeNvs(written, { encryptionKey }).items).toMatchObject([{ key: 'wifi_ssid' }]);
  expect(decodeNvs(written).items).toEqual([]);
  const again = await ask(bench, 'prov:nvs-show-again', { snapshot });
  expect(again.entries).toMatchObject([{ ...SSID, value: 'new' }]);
  await ask(bench, 'prov:nvs-set', set(again.snapshot, 'newest'));
});

test('an image cannot be shown again: it is on no device', async () => {
  await using bench = await startBench();
  const image = Buffer.from(encodeNvs([], { size: 0x3000 })).toString('base64');
  const { snapshot } = await ask(bench, 'prov:nvs-open-image', { image });
  await expect(ask(bench, 'prov:nvs-show-again', { snapshot })).rejects.toMatchObject({
    code: 'bad-request',
  });
});

test('a device with several NVS partitions asks for one by name', async () => {
  await using bench = await startBench();
  await expect(show(bench, { partition: undefined })).rejects.toMatchObject({
    code: 'partition-not-named',
    detail: 'NVS partitions of this device: nvs at 0x9000, prov_nvs at 0xa20000',
  });
});

test('after a write that was cut off only restoring or provisioning anew goes on', async () => {
  await using bench = await startBench();
  await bench.provision();
  const { board } = bench.device;
  const { snapshot } = await show(bench);
  const stop = board.flash.onChange(() => board.unplug());
  await expect(ask(bench, 'prov:nvs-set', set(snapshot, 'Line 6'))).rejects.toMatchObject({
    code: 'nvs-write-failed',
  });
  stop();
  board.plugIn();

  const shown = await show(bench);
  expect(shown).toMatchObject({ entries: [], restores: [{ mac: shown.mac, ...REGION }] });
  await expect(ask(bench, 'prov:nvs-set', set(shown.snapshot, 'Line 6'))).rejects.toMatchObject({
    code: 'restore-pending',
  });
  const wifiOnly = { includeCredentials: false, ca: null, wifiOnlyBy: 'partition' };
  expect((await bench.provision(wifiOnly)).failure?.error.code).toBe('restore-pending');

  expect((await bench.provision()).failure).toBeUndefined();
  expect(await ask(bench, 'prov:nvs-list-restores', {})).toEqual([]);
  await expect(ask(bench, 'prov:nvs-restore', { port: bench.device.url })).rejects.toMatchObject({
    code: 'restore-missing',
  });
});
