import { createHash } from 'node:crypto';

import { describe, expect, test } from 'vitest';

import { decodeNvs } from '../../embedded/nvs_partition_gen/decode-nvs.ts';
import { Profile } from '../../src/contract/profile.ts';
import { startBench, type Bench } from './bench.ts';

const TABLE = 0x8000;
const GAP = { offset: 0x300000, size: 0x10000 };

function keysAt({ device }: Bench, offset: number, size: number): string[] {
  return decodeNvs(device.board.flash.read(offset, size)).items.map(({ key }) => key);
}

function flashDigest({ device }: Bench, from: number, to: number): string {
  const bytes = device.board.flash.read(from, to - from);
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

describe('by label', () => {
  test('the partition is looked up on the device, and nothing outside of it changes', async () => {
    await using bench = await startBench({ device: { flashSize: 4 << 20 } });
    const before = flashDigest(bench, 0, 0x3f0000);
    const { result } = await bench.provision({ partition: 'prov_nvs' });
    const place = { offset: 0x3f0000, size: 0x10000, partition: 'prov_nvs', overridden: false };
    expect(result?.nvs).toEqual(place);
    expect(keysAt(bench, 0x3f0000, 0x10000)).toContain('uuid');
    expect(flashDigest(bench, 0, 0x3f0000)).toBe(before);
    const records = await bench.provisioner.dispatch('prov:list-records', {});
    expect(records).toMatchObject({ value: [{ nvs: place }] });
  });

  test('the profile may name it', async () => {
    await using bench = await startBench();
    const profile = Profile.parse({ name: 'p', nvs: { partition: 'nvs' } });
    const { result } = await bench.provision({ profile });
    expect(result?.nvs).toMatchObject({ offset: 0x9000, partition: 'nvs' });
  });

  test('a label that is not there is refused before anything is changed, with those that are', async () => {
    await using bench = await startBench();
    const { failure } = await bench.provision({ partition: 'identity' });
    expect(failure).toMatchObject({
      deviceState: 'untouched',
      recordId: null,
      error: { code: 'partition-not-found' },
    });
    expect(failure?.error.detail).toContain('prov_nvs at 0xa20000');
    expect(bench.ca.received()).toEqual([]);
  });
});

describe('the override', () => {
  test('writes where no partition is; result and record say so', async () => {
    await using bench = await startBench();
    const { result } = await bench.provision({
      nvs: GAP,
      overridePartitionCheck: true,
      wifi: null,
    });
    expect(result?.nvs).toEqual({ ...GAP, partition: null, overridden: true });
    expect(result?.warnings.join()).toContain('0x300000, which is no NVS partition');
    expect(keysAt(bench, GAP.offset, GAP.size)).toContain('uuid');
    const records = await bench.provisioner.dispatch('prov:list-records', {});
    expect(records).toMatchObject({ value: [{ nvs: { overridden: true } }] });
  });

  test('names what it writes over', async () => {
    await using bench = await startBench();
    const { result } = await bench.provision({
      nvs: { offset: 0xa000, size: 0x6000 },
      overridePartitionCheck: true,
      wifi: null,
    });
    expect(result?.warnings).toEqual([
      'The settings lie at 0xa000, which is no NVS partition of this device; they overwrite what "nvs", "otadata" held there.',
    ]);
  });

  test.each([
    ['bootloader', 0x0],
    ['partition table', 0x8000],
    ['app', 0x20000],
  ])('never opens the %s', async (_what, offset) => {
    await using bench = await startBench();
    const before = flashDigest(bench, 0, 0x100000);
    const { failure } = await bench.provision({
      nvs: { offset, size: 0x10000 },
      overridePartitionCheck: true,
    });
    expect(failure).toMatchObject({
      deviceState: 'untouched',
      recordId: null,
      error: { code: 'region-protected' },
    });
    expect(flashDigest(bench, 0, 0x100000)).toBe(before);
  });
});

describe('the partition table', () => {
  test('one flipped bit: refused as damaged, before anything is changed', async () => {
    await using bench = await startBench();
    bench.device.board.flash.flipBit(TABLE + 12);
    const { failure } = await bench.provision();
    expect(failure).toMatchObject({
      step: 'inspect',
      deviceState: 'untouched',
      recordId: null,
      error: { code: 'partition-table-invalid' },
    });
    expect(bench.ca.received()).toEqual([]);
  });

  test('of an encrypted flash is not taken for a missing one', async () => {
    await using bench = await startBench({ device: { security: { flashEncryption: true } } });
    bench.device.board.flash.erase(TABLE, 0x1000); // what the serial port shows of it is no table
    expect((await bench.provision()).failure?.error.code).toBe('flash-encrypted');
  });

  test.each([
    ['valid', (_: Bench) => undefined],
    ['missing', ({ device }: Bench) => device.board.flash.erase(TABLE, 0x1000)],
    ['invalid', ({ device }: Bench) => device.board.flash.flipBit(TABLE + 12)],
  ])('Detect says %s', async (partitionTable, prepare) => {
    await using bench = await startBench();
    prepare(bench);
    const reply = await bench.provisioner.dispatch('prov:detect-chip', { port: bench.device.url });
    expect(reply).toMatchObject({ ok: true, value: { partitionTable, secureBoot: false } });
  });
});
