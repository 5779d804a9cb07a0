import { createHash } from 'node:crypto';

import { expect, test } from 'vitest';

import { factoryPartitions } from '../../../src/virtual-bench/virtual-esp32/firmware/factory-flash.ts';
import {
  decodePartitionTable,
  encodePartitionTable,
} from '../../../src/virtual-bench/virtual-esp32/firmware/partition-table.ts';

const MEBIBYTE = 0x10_0000;

test('an entry lies in the flash as ESP-IDF puts it there', () => {
  const table = encodePartitionTable([
    { label: 'nvs', type: 1, subtype: 2, offset: 0x9000, size: 0x6000 },
  ]);
  const entry = Buffer.from(
    'aa50010200900000006000006e76730000000000000000000000000000000000',
    'hex',
  );
  expect(Buffer.from(table.subarray(0, 32))).toEqual(entry);
  const md5 = createHash('md5').update(entry).digest();
  const md5Entry = Buffer.concat([Buffer.from('ebeb'.padEnd(32, 'f'), 'hex'), md5]);
  expect(Buffer.from(table.subarray(32, 64))).toEqual(md5Entry);
  expect(table.subarray(64).every((byte) => byte === 0xff)).toBe(true);
  expect(table.length).toBe(0xc00);
});

test('a table decodes to what was encoded', () => {
  const partitions = factoryPartitions(16 * MEBIBYTE);
  expect(decodePartitionTable(encodePartitionTable(partitions))).toEqual(partitions);
});

test('a table with a wrong MD5 is refused, and so is an erased one', () => {
  const table = encodePartitionTable(factoryPartitions(16 * MEBIBYTE));
  table[4] = 0x77;
  expect(decodePartitionTable(table)).toBeUndefined();
  expect(decodePartitionTable(new Uint8Array(0xc00).fill(0xff))).toBeUndefined();
});

test('a 16 MB board keeps its identity where the specification says', () => {
  const identity = factoryPartitions(16 * MEBIBYTE).at(-1);
  expect(identity).toMatchObject({ label: 'prov_nvs', type: 1, subtype: 2 });
  expect(identity).toMatchObject({ offset: 0xa2_0000, size: 0x1_0000 });
});

test.each([1, 2, 4, 8, 16])(
  'the partitions of a %i MB board fit and do not overlap',
  (megabytes) => {
    const partitions = factoryPartitions(megabytes * MEBIBYTE);
    let end = 0x9000;
    for (const { offset, size } of partitions) {
      expect(offset).toBeGreaterThanOrEqual(end);
      expect(size).toBeGreaterThan(0);
      end = offset + size;
    }
    expect(end).toBeLessThanOrEqual(megabytes * MEBIBYTE);
  },
);
