import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeNvs } from '../../../embedded/nvs_partition_gen/decode-nvs.ts';
import { encodeNvs } from '../../../embedded/nvs_partition_gen/encode-nvs.ts';
import { entryOfItem } from '../../../embedded/nvs_partition_gen/entry-of-item.ts';
import type { NvsEntry } from '../../../embedded/nvs_partition_gen/nvs-entry.ts';
import { randomEntries } from './random-entries.ts';

const SIZE = 0x100000;
const RUNS = { seed: 20_260_723, numRuns: 100 };

const key = fc
  .uint8Array({ minLength: 64, maxLength: 64 })
  .filter((bytes) => Buffer.compare(bytes.subarray(0, 32), bytes.subarray(32)) !== 0);

describe.each([1, 2] as const)('version %i: what was encoded is what is read', (version) => {
  test('plain', () => {
    const property = fc.property(randomEntries(version), (entries) => {
      const view = decodeNvs(encodeNvs(entries, { size: SIZE, version }));
      expect(view.items.map(entryOfItem)).toEqual(sorted(entries));
      expect([view.mount, view.unreadable, view.unreachable]).toEqual(['ESP_OK', [], []]);
    });
    fc.assert(property, RUNS);
  });

  test('encrypted, and nothing of it with another key or none', () => {
    const property = fc.property(randomEntries(version), key, key, (entries, right, wrong) => {
      const image = encodeNvs(entries, { size: SIZE, version, encryptionKey: right });
      const view = decodeNvs(image, { encryptionKey: right });
      expect(view.items.map(entryOfItem)).toEqual(sorted(entries));
      expect(decodeNvs(image, { encryptionKey: wrong }).items).toEqual([]);
      expect(decodeNvs(image).items).toEqual([]);
    });
    fc.assert(property, { ...RUNS, numRuns: 30 });
  });
});

function sorted(entries: NvsEntry[]): NvsEntry[] {
  return entries.toSorted((one, other) => {
    return one.namespace === other.namespace
      ? compare(one.key, other.key)
      : compare(one.namespace, other.namespace);
  });
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
