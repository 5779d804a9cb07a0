import { expect, test } from 'vitest';

import { checkPartitionTable } from '../../../embedded/esptool/check-partition-table.ts';
import type { Partition } from '../../../embedded/esptool/partition-table.ts';

const FLASH = 4 << 20;

function entry(changes: Partial<Partition>): Partition {
  return {
    label: 'nvs',
    type: 1,
    subtype: 2,
    offset: 0x9000,
    size: 0x6000,
    encrypted: false,
    ...changes,
  };
}

const APP = entry({ label: 'factory', type: 0, subtype: 0, offset: 0x1_0000, size: 0x10_0000 });

test('a usual table is in order, and so is one that lists bootloader and table', () => {
  const bootloader = entry({ label: 'boot', type: 2, subtype: 0, offset: 0, size: 0x8000 });
  const table = entry({ label: 'table', type: 3, subtype: 0, offset: 0x8000, size: 0x1000 });
  expect(() => checkPartitionTable([bootloader, table, entry({}), APP], FLASH)).not.toThrow();
});

test.each<[string, Partition[], RegExp]>([
  ['an overlap, in whatever order', [APP, entry({ size: 0x8000 })], /"nvs".*overlaps "factory"/],
  ['beyond the flash', [APP, entry({ offset: FLASH - 0x3000 })], /"nvs".*beyond the 4 MB/],
  ['on the table itself', [entry({ offset: 0x8000, size: 0x1000 })], /"nvs".*the table itself/],
  ['half a sector', [entry({ offset: 0x9800 })], /"nvs".*does not begin where/],
  ['an app between two pages', [entry({ ...APP, offset: 0x1_1000 })], /"factory".*does not begin/],
  ['an empty partition', [entry({ size: 0 })], /"nvs".*is empty/],
  ['one label twice', [entry({}), { ...APP, label: 'nvs' }], /two partitions are called "nvs"/],
])('refused: %s', (_what, partitions, sentence) => {
  expect(() => checkPartitionTable(partitions, FLASH)).toThrow(
    expect.objectContaining({
      code: 'partition-table-invalid',
      message: expect.stringMatching(sentence) as string,
    }),
  );
});
