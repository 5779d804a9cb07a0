import { createHash } from 'node:crypto';

import { describe, expect, test } from 'vitest';

import { decodeNvs } from '../../embedded/nvs_partition_gen/decode-nvs.ts';
import { encodeNvs } from '../../embedded/nvs_partition_gen/encode-nvs.ts';
import {
  deriveEncryptionKey,
  encodeKeyPartition,
  readKeyFile,
} from '../../embedded/nvs_partition_gen/key-partition.ts';
import { Profile } from '../../src/contract/profile.ts';
import { startBench, type Bench } from './bench.ts';

const PLACE = { offset: 0xa20000, size: 0x10000 };
const KEYS = 0x12000;
const KEY = bytes('a key', 64);
const OTHER_KEY = bytes('another key', 64);
const HMAC_KEY = bytes('an eFuse', 32);
const BY_PARTITION = Profile.parse({ name: 'p', nvs: { encryption: 'key-partition' } });
const BY_HMAC = Profile.parse({ name: 'p', nvs: { encryption: 'hmac' } });

function bytes(seed: string, length: number): Buffer {
  return createHash('sha512').update(seed).digest().subarray(0, length);
}

/** A board whose table has an `nvs_keys` partition. */
async function boardWithKeys(keys?: Uint8Array): Promise<Bench> {
  const bench = await startBench({ device: { keyPartition: true } });
  if (keys) bench.device.board.flash.program(KEYS, encodeKeyPartition(keys));
  return bench;
}

function settingsWith({ device }: Bench, encryptionKey: Uint8Array): string[] {
  const image = device.board.flash.read(PLACE.offset, PLACE.size);
  return decodeNvs(image, { encryptionKey }).items.map(({ key }) => key);
}

function write({ device }: Bench, encryptionKey?: Uint8Array): void {
  const entry = { namespace: 'old', key: 'value', type: 'string', value: 'here' } as const;
  device.board.flash.program(PLACE.offset, encodeNvs([entry], { size: PLACE.size, encryptionKey }));
}

describe('settings encrypted with a key partition', () => {
  test.each([
    ['the key that the device has', KEY, undefined],
    ['the key that was given', undefined, KEY],
    ['a new key', undefined, undefined],
  ])('%s: written, verified, and read by the firmware', async (_what, there, given) => {
    await using bench = await boardWithKeys(there);
    const end = await bench.provision({
      profile: BY_PARTITION,
      ...(given && { nvsKey: given.toString('hex') }),
    });
    expect(end.failure).toBeUndefined();
    expect(end.log.join('\n')).toContain(`UUID: ${end.result?.uuid ?? ''}`);
    const key = readKeyFile(bench.device.board.flash.read(KEYS, 0x1000));
    if (there ?? given) expect(Buffer.compare(key, KEY)).toBe(0);
    expect(settingsWith(bench, key)).toContain('uuid');
    expect(settingsWith(bench, OTHER_KEY)).toEqual([]);
    expect((await bench.provision({ profile: BY_PARTITION })).failure).toBeUndefined();
  });
});

describe('an encrypted partition is read for people', () => {
  const query = ({ device }: Bench) => ({ port: device.url, partition: PLACE });
  const shown = {
    ok: true,
    value: { entries: [{ namespace: 'old', key: 'value', value: 'here' }] },
  };

  test('with the key that lies beside it on the device, which a change then uses too', async () => {
    await using bench = await boardWithKeys(KEY);
    write(bench, KEY);
    const { dispatch } = bench.provisioner;
    const reply = await dispatch('prov:nvs-show', query(bench));
    expect(reply).toMatchObject(shown);
    const { snapshot } = reply.ok ? (reply.value as { snapshot: string }) : { snapshot: '' };
    const change = { action: 'set', namespace: 'old', key: 'value', type: 'string', value: 'new' };
    await dispatch('prov:nvs-set', { snapshot, changes: [change] });
    const image = bench.device.board.flash.read(PLACE.offset, PLACE.size);
    expect(decodeNvs(image).items).toEqual([]);
    expect(decodeNvs(image, { encryptionKey: KEY }).items).toMatchObject([
      { key: 'value', bytes: new TextEncoder().encode('new\0') },
    ]);
  });

  test('with the 32 bytes of its HMAC eFuse', async () => {
    await using bench = await startBench();
    write(bench, deriveEncryptionKey(HMAC_KEY));
    const { dispatch } = bench.provisioner;
    const without = await dispatch('prov:nvs-show', query(bench));
    expect(without).toMatchObject({ ok: false, error: { code: 'nvs-unreadable' } });
    const encryptionKey = HMAC_KEY.toString('hex');
    expect(await dispatch('prov:nvs-show', { ...query(bench), encryptionKey })).toMatchObject(
      shown,
    );
  });
});

describe('settings encrypted by the HMAC scheme', () => {
  test('written, verified, and read by the firmware', async () => {
    await using bench = await startBench({ device: { security: { hmacKey: HMAC_KEY } } });
    const nvsKey = HMAC_KEY.toString('hex');
    const end = await bench.provision({ profile: BY_HMAC, nvsKey });
    expect(end.failure).toBeUndefined();
    expect(end.log.join('\n')).toContain(`UUID: ${end.result?.uuid ?? ''}`);
    expect(settingsWith(bench, deriveEncryptionKey(HMAC_KEY))).toContain('uuid');
  });
});

describe('Wi-Fi only in an encrypted partition', () => {
  const NEXT = { ssid: 'Next network', password: 'NextSecret9' };
  const wifiOnly = { includeCredentials: false, wifiOnlyBy: 'partition', ca: null, wifi: NEXT };
  const valuesWith = ({ device }: Bench, encryptionKey: Uint8Array) => {
    const image = device.board.flash.read(PLACE.offset, PLACE.size);
    const { items } = decodeNvs(image, { encryptionKey });
    return new Map(items.map(({ key, bytes: value }) => [key, Buffer.from(value).toString()]));
  };

  test.each([
    ['a key partition', () => boardWithKeys(KEY), { profile: BY_PARTITION }, KEY],
    [
      'the HMAC scheme',
      () => startBench({ device: { security: { hmacKey: HMAC_KEY } } }),
      { profile: BY_HMAC, nvsKey: HMAC_KEY.toString('hex') },
      deriveEncryptionKey(HMAC_KEY),
    ],
  ] as const)(
    'by %s: two values change, encrypted as before',
    async (_what, make, request, key) => {
      await using bench = await make();
      await bench.provision(request);
      const before = valuesWith(bench, key);
      const end = await bench.provision({ ...request, ...wifiOnly, confirmWifi: false });
      expect(end.failure).toBeUndefined();
      const expected = new Map(before)
        .set('wifi_ssid', `${NEXT.ssid}\0`)
        .set('wifi_password', `${NEXT.password}\0`);
      expect(valuesWith(bench, key)).toEqual(expected);
    },
  );

  test('a device that has no key yet has nothing to change: refused, and nothing written', async () => {
    await using bench = await boardWithKeys();
    const changes: unknown[] = [];
    bench.device.board.flash.onChange((change) => changes.push(change));
    const { failure } = await bench.provision({ profile: BY_PARTITION, ...wifiOnly });
    expect(failure).toMatchObject({
      step: 'inspect',
      deviceState: 'untouched',
      error: { code: 'encryption-key-missing' },
    });
    expect(changes).toEqual([]);
  });
});

describe('refused before anything is changed', () => {
  type Case = [what: string, bench: () => Promise<Bench>, request: object, code: string];
  const hmacBoard = () => startBench({ device: { security: { hmacKey: HMAC_KEY } } });
  const withSettings = async (bench: Promise<Bench>, key?: Uint8Array) => {
    const made = await bench;
    write(made, key);
    return made;
  };
  const cases: Case[] = [
    ['plain, and the device holds a key', () => boardWithKeys(KEY), {}, 'nvs-encrypted'],
    ['plain, and it will make a key', () => boardWithKeys(), {}, 'nvs-encrypted'],
    ['plain, and its eFuses hold an HMAC key', hmacBoard, {}, 'nvs-encrypted'],
    [
      'plain, and its settings cannot be read',
      () => withSettings(startBench(), KEY),
      {},
      'nvs-encrypted',
    ],
    [
      'another key than the one of the device',
      () => boardWithKeys(KEY),
      { profile: BY_PARTITION, nvsKey: OTHER_KEY.toString('hex') },
      'encryption-key-wrong',
    ],
    [
      'a key that does not open what is there',
      () => withSettings(boardWithKeys(), KEY),
      { profile: BY_PARTITION, nvsKey: OTHER_KEY.toString('hex') },
      'encryption-key-wrong',
    ],
    [
      'a damaged key partition',
      async () => {
        const bench = await boardWithKeys(KEY);
        bench.device.board.flash.flipBit(KEYS);
        return bench;
      },
      { profile: BY_PARTITION },
      'encryption-key-wrong',
    ],
    ['no key partition', () => startBench(), { profile: BY_PARTITION }, 'encryption-key-missing'],
    [
      'no HMAC key in the eFuses, and none is burnt',
      () => startBench(),
      { profile: BY_HMAC, nvsKey: HMAC_KEY.toString('hex') },
      'encryption-key-missing',
    ],
    ['the HMAC scheme without its key', hmacBoard, { profile: BY_HMAC }, 'encryption-key-missing'],
  ];

  test.each(cases)('%s', async (_what, start, request, code) => {
    await using bench = await start();
    let changes = 0;
    bench.device.board.flash.onChange(() => changes++);
    const { failure } = await bench.provision(request);
    expect(`${failure?.error.code ?? ''} ${failure?.error.detail ?? ''}`).toContain(code);
    expect(failure).toMatchObject({ step: 'inspect', deviceState: 'untouched', recordId: null });
    expect(changes).toBe(0);
    expect(bench.ca.received()).toEqual([]);
    expect(JSON.stringify(failure)).not.toContain(KEY.toString('hex'));
  });
});

test('settings that are read plain show that nothing is encrypted, whatever key the eFuses hold', async () => {
  await using bench = await startBench({ device: { security: { hmacKey: HMAC_KEY } } });
  write(bench);
  const { failure } = await bench.provision({ wifi: null });
  expect(failure).toBeUndefined();
});
