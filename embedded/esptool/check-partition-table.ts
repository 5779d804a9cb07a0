import { EsptoolError } from './esptool-error.ts';
import { PARTITION_TABLE_OFFSET, type Partition } from './partition-table.ts';

const SECTOR = 0x1000;
const APP_ALIGNMENT = 0x1_0000; // the flash cache maps apps in pages of 64 KiB
const APP = 0;
const BOOTLOADER = 2;
const PARTITION_TABLE = 3;

/**
 * Whether firmware can live with this table on a flash of `flashSize` bytes: labels that name one partition, whole
 * sectors, nothing beyond the end, nothing on top of something else. The rules are those of ESP-IDF's gen_esp32part.py.
 * Throws `partition-table-invalid` with the first partition that breaks one.
 */
export function checkPartitionTable(partitions: readonly Partition[], flashSize: number): void {
  const problem = partitions.map((one) => problemOf(one, flashSize)).find(Boolean);
  const found = problem ?? overlap(partitions) ?? sameLabel(partitions);
  if (found !== undefined) {
    throw new EsptoolError('partition-table-invalid', `In the partition table, ${found}`);
  }
}

function problemOf(partition: Partition, flashSize: number): string | undefined {
  const { type, offset, size } = partition;
  const end = offset + size;
  if (offset % (type === APP ? APP_ALIGNMENT : SECTOR) !== 0 || size === 0) {
    return `${describe(partition)} does not begin where a partition can begin, or is empty`;
  }
  if (end > flashSize) {
    return `${describe(partition)} ends beyond the ${flashSize / 0x10_0000} MB of the flash`;
  }
  // Since ESP-IDF 5.5 a table may list the bootloader and itself, which lie before everything else.
  const isSelf = type === BOOTLOADER || type === PARTITION_TABLE;
  return !isSelf && offset < PARTITION_TABLE_OFFSET + SECTOR
    ? `${describe(partition)} lies on the bootloader or on the table itself`
    : undefined;
}

function overlap(partitions: readonly Partition[]): string | undefined {
  const sorted = partitions.toSorted((one, other) => one.offset - other.offset);
  for (const [index, partition] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next && partition.offset + partition.size > next.offset) {
      return `${describe(partition)} overlaps ${describe(next)}`;
    }
  }
  return undefined;
}

function sameLabel(partitions: readonly Partition[]): string | undefined {
  const labels = partitions.map(({ label }) => label);
  const twice = labels.find((label, index) => labels.indexOf(label) !== index);
  return twice === undefined ? undefined : `two partitions are called "${twice}"`;
}

function describe({ label, offset, size }: Partition): string {
  return `"${label}" at 0x${offset.toString(16)} (size 0x${size.toString(16)})`;
}
