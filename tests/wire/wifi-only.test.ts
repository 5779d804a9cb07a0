import { describe, expect, test } from 'vitest';

import { decodeNvs } from '../../embedded/nvs_partition_gen/decode-nvs.ts';
import { editNvs } from '../../embedded/nvs_partition_gen/edit-nvs.ts';
import { NvsError } from '../../embedded/nvs_partition_gen/nvs-error.ts';
import type { NvsEntry } from '../../embedded/nvs_partition_gen/nvs-entry.ts';
import { startBench, stepsOf, WIFI, type Bench } from './bench.ts';

const REGION = { offset: 0xa20000, size: 0x10000 };
const OTHER = { ssid: 'Old network', password: 'old password' };

const FOREIGN: NvsEntry[] = [
  { namespace: 'app', key: 'boots', type: 'u32', value: 41 },
  { namespace: 'app', key: 'cal', type: 'blob', value: new Uint8Array(5000).fill(0xa5) },
  { namespace: 'deviceprovision', key: 'uuid_copy', type: 'i8', value: -1 },
];

function image({ device }: Bench): Uint8Array {
  return device.board.flash.read(REGION.offset, REGION.size);
}

/** A device that was provisioned with another network, and whose firmware has written values of its own since. */
async function usedDevice(bench: Bench): Promise<void> {
  const { failure } = await bench.provision({ wifi: OTHER, confirmWifi: false });
  expect(failure).toBeUndefined();
  const { image: used } = editNvs(
    image(bench),
    FOREIGN.map((entry) => ({ action: 'set', entry })),
  );
  bench.device.board.flash.erase(REGION.offset, REGION.size);
  bench.device.board.flash.program(REGION.offset, used);
}

/** The same with the largest blob that goes in. */
function filled(old: Uint8Array): Uint8Array {
  for (let size = old.length; ; size -= 32) {
    const entry = {
      namespace: 'app',
      key: 'fill',
      type: 'blob',
      value: new Uint8Array(size),
    } as const;
    try {
      return editNvs(old, [{ action: 'set', entry }]).image;
    } catch (error) {
      if (!(error instanceof NvsError)) throw error;
    }
  }
}

const wifiOnly = (by?: 'dialogue' | 'partition') => ({
  includeCredentials: false,
  ca: null,
  ...(by && { wifiOnlyBy: by }),
});

async function records({ provisioner }: Bench) {
  const reply = await provisioner.dispatch('prov:list-records', {});
  return reply.ok ? reply.value : [];
}

async function restores({ provisioner }: Bench) {
  const reply = await provisioner.dispatch('prov:nvs-list-restores', {});
  return reply.ok ? reply.value : [];
}

describe('in the partition', () => {
  test('two values change; identity, certificate and foreign values stay equal byte for byte', async () => {
    await using bench = await startBench();
    await usedDevice(bench);
    const before = decodeNvs(image(bench));
    const end = await bench.provision(wifiOnly('partition'));

    expect(end.failure).toBeUndefined();
    const isWifi = ({ key }: { key: string }) => key === 'wifi_ssid' || key === 'wifi_password';
    const after = decodeNvs(image(bench));
    expect(after.items.filter((item) => !isWifi(item))).toEqual(
      before.items.filter((item) => !isWifi(item)),
    );
    expect(after.namespaces).toEqual(before.namespaces);
    expect(after.items.filter(isWifi).map(({ bytes }) => Buffer.from(bytes).toString())).toEqual([
      `${WIFI.password}\0`,
      `${WIFI.ssid}\0`,
    ]);
    expect(end.result).toMatchObject({
      nvs: REGION,
      wifi: { status: 'connected' },
      proofs: { readBack: { status: 'passed' }, image: { status: 'passed' } },
    });
    expect(stepsOf(end)).toContainEqual(['flash-nvs', 'done']);
    expect(bench.ca.received()).toHaveLength(1);
    expect(await restores(bench)).toEqual([]);
  });

  test('the record notes the run, its way and the network; the identity on it stays', async () => {
    await using bench = await startBench();
    await usedDevice(bench);
    const [before] = await records(bench);
    const end = await bench.provision(wifiOnly('partition'));
    const [after, ...others] = await records(bench);
    expect(others).toEqual([]);
    expect(after).toMatchObject({
      id: before?.id,
      uuid: before?.uuid,
      pskFingerprint: before?.pskFingerprint,
      certificate: before?.certificate,
      state: before?.state,
      wifi: { ssid: WIFI.ssid, ip: end.result?.wifi.ip },
    });
    expect(after?.runs.map(({ kind, ssid, outcome }) => [kind, ssid, outcome])).toEqual([
      ['credentials', OTHER.ssid, 'passed'],
      ['wifi-partition', WIFI.ssid, 'passed'],
    ]);
  });

  test('a network that is there already is not written again, and the flash stays as it is', async () => {
    await using bench = await startBench();
    await bench.provision();
    const before = image(bench);
    const end = await bench.provision(wifiOnly('partition'));
    expect(stepsOf(end)).toContainEqual(['flash-nvs', 'skipped']);
    expect(end.result?.wifi.status).toBe('connected');
    expect(image(bench)).toEqual(before);
  });

  test('without confirmation the console is not asked', async () => {
    await using bench = await startBench();
    await usedDevice(bench);
    const end = await bench.provision({ ...wifiOnly('partition'), confirmWifi: false });
    expect(stepsOf(end)).toContainEqual(['configure-wifi', 'skipped']);
    expect(bench.device.board.commands).toEqual([]);
  });

  test('a partition without room is refused, and the device is untouched', async () => {
    await using bench = await startBench();
    await bench.provision({ wifi: null });
    const full = filled(image(bench));
    bench.device.board.flash.erase(REGION.offset, REGION.size);
    bench.device.board.flash.program(REGION.offset, full);
    const { failure } = await bench.provision(wifiOnly('partition'));
    expect(failure).toMatchObject({
      error: { code: 'nvs-too-small' },
      step: 'build-nvs',
      deviceState: 'untouched',
    });
    expect(image(bench)).toEqual(full);
    expect(await restores(bench)).toEqual([]);
  });

  test('a partition of which nothing can be read is refused, and the device is untouched', async () => {
    await using bench = await startBench();
    await bench.provision();
    for (let at = 64; at < 4096; at += 32) bench.device.board.flash.flipBit(REGION.offset + at + 8);
    const before = image(bench);
    const { failure } = await bench.provision(wifiOnly('partition'));
    expect(failure).toMatchObject({
      error: { code: 'nvs-encrypted' },
      deviceState: 'untouched',
    });
    expect(image(bench)).toEqual(before);
  });
});

describe('over the console', () => {
  test('the record notes the run, and the flash stays as it is', async () => {
    await using bench = await startBench();
    await bench.provision({ wifi: null });
    const before = image(bench);
    const end = await bench.provision(wifiOnly());
    expect(end.result?.wifi.status).toBe('connected');
    expect(image(bench)).toEqual(before);
    const [record] = await records(bench);
    expect(record?.wifi).toEqual({ ssid: WIFI.ssid, ip: end.result?.wifi.ip });
    expect(record?.runs.at(-1)).toMatchObject({ kind: 'wifi-dialogue', outcome: 'passed' });
  });

  test('a device that is not on record is told all the same, with a warning', async () => {
    await using bench = await startBench();
    const end = await bench.provision(wifiOnly('dialogue'));
    expect(end.result).toMatchObject({ recordId: null, wifi: { status: 'connected' } });
    expect(end.result?.warnings).toHaveLength(1);
    expect(await records(bench)).toEqual([]);
  });
});
