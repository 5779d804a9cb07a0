import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { decodeNvs } from '../../../embedded/nvs_partition_gen/decode-nvs.ts';
import { editNvs } from '../../../embedded/nvs_partition_gen/edit-nvs.ts';
import { encodeNvs } from '../../../embedded/nvs_partition_gen/encode-nvs.ts';
import { makeEncryptionKey } from '../../../embedded/nvs_partition_gen/key-partition.ts';
import { entryOfItem } from '../../../embedded/nvs_partition_gen/entry-of-item.ts';
import type { NvsEdit } from '../../../embedded/nvs_partition_gen/nvs-edit.ts';
import type { NvsEntry, NvsNamespace } from '../../../embedded/nvs_partition_gen/nvs-entry.ts';
import type { NvsItem, NvsView } from '../../../embedded/nvs_partition_gen/nvs-view.ts';
import { randomEntries } from './random-entries.ts';

const GOLDEN = resolve(import.meta.dirname, '../../golden/nvs-library');
const WIFI = 'deviceprovision';

const ssid: NvsEntry = { namespace: WIFI, key: 'wifi_ssid', type: 'string', value: 'Bench 5' };
const password: NvsEntry = { namespace: WIFI, key: 'wifi_password', type: 'string', value: 'x y' };
const identity: (NvsEntry | NvsNamespace)[] = [
  { namespace: WIFI, key: 'uuid', type: 'string', value: '04e4822c-719e-45b0-b360-7e2819faca53' },
  { namespace: WIFI, key: 'wifi_ssid', type: 'string', value: 'old' },
  { type: 'namespace', namespace: 'nothing-in-it' },
  { namespace: 'phy', key: 'cal_data', type: 'blob', value: new Uint8Array(9000).fill(7) },
];

describe('nothing else changes in 1000 random partitions with foreign keys', () => {
  const batches = Array.from({ length: 10 }, (_, batch) => {
    return {
      version: batch < 3 ? (1 as const) : (2 as const),
      encrypted: batch === 9,
      seed: batch,
    };
  });
  test.each(batches)('version $version, encrypted: $encrypted, seed $seed', (batch) => {
    const { version, encrypted, seed } = batch;
    const encryptionKey = encrypted ? Uint8Array.from({ length: 64 }, (_, at) => at) : undefined;
    const property = fc.property(randomEntries(version), edits(), (entries, changes) => {
      const foreign: NvsNamespace = { type: 'namespace', namespace: 'zz empty' };
      const size = sizeFor(entries);
      const image = encodeNvs([...entries, foreign], { size, version, encryptionKey });
      const before = decodeNvs(image, { encryptionKey });
      const { image: edited } = editNvs(image, changes, { encryptionKey });
      const after = decodeNvs(edited, { encryptionKey });
      expect(inHex(after)).toEqual(inHex(intended(before, changes)));
      expect(edited).toHaveLength(size);
    });
    fc.assert(property, { seed, numRuns: 100 });
  });
});

/** Room for the values, however the generator leaves pages half empty, and a little more. */
function sizeFor(entries: readonly NvsEntry[]): number {
  const bytes = entries.reduce((sum, entry) => sum + 64 + lengthOf(entry), 0);
  return (4 + Math.ceil(bytes / 2000)) * 4096;
}

function lengthOf(entry: NvsEntry): number {
  if (entry.type === 'string') return Buffer.byteLength(entry.value);
  return entry.type === 'blob' ? entry.value.length : 8;
}

/** Wi-Fi as strings, and now and then another type in a namespace that may be there. */
function edits(): fc.Arbitrary<NvsEdit[]> {
  const value = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', 'é', '€'), maxLength: 60 }).map((text) => ({
      type: 'string' as const,
      value: text,
    })),
    fc.integer({ min: -128, max: 127 }).map((number) => ({ type: 'i8' as const, value: number })),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => ({ type: 'blob' as const, value: bytes })),
  );
  const set = fc
    .record({
      namespace: fc.constantFrom(WIFI, 'other'),
      key: fc.constantFrom('wifi_ssid', 'wifi_password', 'k'),
      value,
    })
    .map(({ value: typed, ...name }): NvsEdit => ({ action: 'set', entry: { ...name, ...typed } }));
  return fc.array(set, { minLength: 1, maxLength: 4 });
}

/** What the view should be, worked out from the view before alone. */
function intended(before: NvsView, changes: readonly NvsEdit[]): NvsView {
  const names = new Set(before.namespaces);
  const items = new Map(before.items.map((item) => [`${item.namespace}\0${item.key}`, item]));
  for (const change of changes) {
    if (change.action !== 'set') continue;
    const { namespace, key } = change.entry;
    names.add(namespace);
    items.set(`${namespace}\0${key}`, itemOf(change.entry));
  }
  const sorted = [...items].sort(([one], [other]) => (one < other ? -1 : 1));
  return { ...before, namespaces: [...names].sort(), items: sorted.map(([, item]) => item) };
}

function inHex({ items, ...view }: NvsView) {
  return {
    ...view,
    items: items.map(({ bytes, ...name }) => ({
      ...name,
      hex: Buffer.from(bytes).toString('hex'),
    })),
  };
}

/** By way of the encoder, which has Espressif's generator as its judge. */
function itemOf(entry: NvsEntry): NvsItem {
  const [item] = decodeNvs(encodeNvs([entry], { size: 0x3000 })).items;
  if (!item) throw new Error('nothing was encoded');
  return item;
}

describe("the images of ESP-IDF's library keep what it reads", () => {
  const cases = readdirSync(GOLDEN).filter((name) => /^(normal|v1|interrupted|damaged)/.test(name));
  test.each(cases)('%s', (name) => {
    const image = readFileSync(join(GOLDEN, name, 'image.bin'));
    const before = decodeNvs(image);
    const edit: NvsEdit = {
      action: 'set',
      entry: { namespace: 'of this test', key: 'k', type: 'u8', value: 1 },
    };
    const attempt = attemptOf(() => editNvs(image, [edit]));
    if (before.mount !== 'ESP_OK') {
      expect(attempt.code).toBe('image-not-mountable');
    } else if (attempt.code === undefined) {
      const kept = decodeNvs(attempt.image).items.filter(
        (item) => item.namespace !== 'of this test',
      );
      expect(kept).toEqual(before.items);
    } else {
      // Only where firmware finds nothing either, or the partition has no page to spare.
      expect(attempt.code).toMatch(/^image-(unintelligible|full)$/);
      expect(attempt.code === 'image-full' || before.items.length === 0).toBe(true);
    }
  });
});

function attemptOf(edit: () => { image: Uint8Array }) {
  try {
    return { code: undefined, image: edit().image };
  } catch (error) {
    return { code: z.object({ code: z.string() }).parse(error).code, image: new Uint8Array() };
  }
}

test('a value that is there already changes not one byte', () => {
  const image = encodeNvs([...identity, password], { size: 0x10000 });
  const { image: same, difference } = editNvs(image, [{ action: 'set', entry: password }]);
  expect(same).toEqual(image);
  expect(difference).toEqual({ namespacesAdded: [], namespacesRemoved: [], changes: [] });
});

test('the difference names each value that changed, and a change of type as two', () => {
  const image = encodeNvs(
    [...identity, { namespace: WIFI, key: 'wifi_password', type: 'u8', value: 1 }],
    { size: 0x10000 },
  );
  const { difference } = editNvs(image, [
    { action: 'set', entry: ssid },
    { action: 'set', entry: password },
    { action: 'set', entry: { namespace: 'new', key: 'k', type: 'i8', value: -1 } },
    { action: 'remove', namespace: WIFI, key: 'uuid' },
  ]);
  expect(difference.namespacesAdded).toEqual(['new']);
  expect(
    difference.changes.map(({ namespace, key, type, before, after }) => [
      `${namespace}.${key}`,
      type,
      before?.length,
      after?.length,
    ]),
  ).toEqual([
    ['deviceprovision.uuid', 'string', 37, undefined],
    ['deviceprovision.wifi_password', 'string', undefined, 4],
    ['deviceprovision.wifi_password', 'u8', 1, undefined],
    ['deviceprovision.wifi_ssid', 'string', 4, 8],
    ['new.k', 'i8', undefined, 1],
  ]);
});

test('a blob over many pages, an empty namespace and numbers stay as they are', () => {
  const image = encodeNvs(identity, { size: 0x10000 });
  const { image: edited } = editNvs(image, [{ action: 'set', entry: ssid }]);
  const view = decodeNvs(edited);
  expect(view.namespaces).toEqual(['deviceprovision', 'nothing-in-it', 'phy']);
  expect(view.items.map(entryOfItem)).toContainEqual(identity.at(-1));
});

test('pages of version 1 stay of version 1, for firmware that knows no other', () => {
  const old = { namespace: 'phy', key: 'cal', type: 'blob', value: new Uint8Array(1900) } as const;
  const image = encodeNvs([ssid, old], { size: 0x4000, version: 1 });
  const { image: edited } = editNvs(image, [{ action: 'set', entry: password }]);
  expect([edited[8], decodeNvs(edited).items.map(entryOfItem)]).toEqual([
    0xff,
    [password, ssid, old],
  ]);
});

describe('refused, before anything is made', () => {
  const image = encodeNvs(identity, { size: 0x10000 });
  const change: NvsEdit = { action: 'set', entry: ssid };
  const keyed = encodeNvs(identity, { size: 0x10000, encryptionKey: makeEncryptionKey() });
  const codeOf = (...of: Parameters<typeof editNvs>) => attemptOf(() => editNvs(...of)).code;

  test('an encrypted partition without its key', () => {
    expect(codeOf(keyed, [change])).toBe('image-unintelligible');
  });
  test('an encrypted partition with another key, and a plain one with any', () => {
    const encryptionKey = makeEncryptionKey();
    expect(codeOf(keyed, [change], { encryptionKey })).toBe('image-unintelligible');
    expect(codeOf(image, [change], { encryptionKey })).toBe('image-unintelligible');
  });
  test('a partition of newer firmware', () => {
    const newer = readFileSync(join(GOLDEN, newest(), 'image.bin'));
    expect(codeOf(newer, [change])).toBe('image-not-mountable');
  });
  test.each<[string, NvsEdit]>([
    ['item-missing', { action: 'remove', namespace: WIFI, key: 'wifi_password' }],
    ['name-too-long', { action: 'set', entry: { ...ssid, namespace: 'deviceprovisioning' } }],
    ['name-empty', { action: 'set', entry: { ...ssid, key: '' } }],
    ['string-has-nul', { action: 'set', entry: { ...ssid, value: 'a\0b' } }],
    ['value-too-long', { action: 'set', entry: { ...ssid, value: 'x'.repeat(4000) } }],
    ['value-out-of-range', { action: 'set', entry: { ...ssid, type: 'u8', value: 256 } }],
  ])('%s', (code, edit) => {
    expect(codeOf(image, [edit])).toBe(code);
  });
});

function newest(): string {
  const name = readdirSync(GOLDEN).find((candidate) => candidate.endsWith('version-fd-last'));
  if (name === undefined) throw new Error('there is no image of a newer version');
  return name;
}
