import { createHash } from 'node:crypto';

/** One entry of a partition table; offset and size are in bytes. */
export interface Partition {
  readonly label: string;
  readonly type: number;
  readonly subtype: number;
  readonly offset: number;
  readonly size: number;
}

/** Where every ESP-IDF bootloader looks for it, and the flash it takes (ESP-IDF, "Partition Tables"). */
export const PARTITION_TABLE_OFFSET = 0x8000;
export const PARTITION_TABLE_SIZE = 0xc00;

/** The types and subtypes that the virtual boards use (ESP-IDF, esp_partition.h). */
export const PARTITION = {
  APP: 0x00,
  DATA: 0x01,
  FACTORY: 0x00,
  OTA_DATA: 0x00,
  PHY: 0x01,
  NVS: 0x02,
  NVS_KEYS: 0x04,
} as const;

const ENTRY_LENGTH = 32;
const ENTRY_MAGIC = 0x50aa; // bytes AA 50
const MD5_MAGIC = 0xebeb;
const LABEL_OFFSET = 12;
const LABEL_LENGTH = 16;

/**
 * The table as it lies in the flash: 32 bytes an entry (magic, type, subtype, offset, size, label, flags; little
 * endian), then an entry with the MD5 of those before it, the rest 0xFF. Source: ESP-IDF's gen_esp32part.py.
 */
export function encodePartitionTable(partitions: readonly Partition[]): Uint8Array {
  const entries = Buffer.concat(partitions.map(encodeEntry));
  const table = Buffer.alloc(PARTITION_TABLE_SIZE, 0xff);
  table.set(entries);
  table.writeUInt16LE(MD5_MAGIC, entries.length);
  table.set(createHash('md5').update(entries).digest(), entries.length + ENTRY_LENGTH / 2);
  return table;
}

function encodeEntry({ label, type, subtype, offset, size }: Partition): Buffer {
  const entry = Buffer.alloc(ENTRY_LENGTH);
  entry.writeUInt16LE(ENTRY_MAGIC, 0);
  entry.writeUInt8(type, 2);
  entry.writeUInt8(subtype, 3);
  entry.writeUInt32LE(offset, 4);
  entry.writeUInt32LE(size, 8);
  entry.write(label, LABEL_OFFSET, LABEL_LENGTH);
  return entry;
}

/** The partitions in `table`; undefined where the bootloader would refuse it (no entry, or a wrong MD5). */
export function decodePartitionTable(table: Uint8Array): Partition[] | undefined {
  const bytes = Buffer.from(table);
  const partitions: Partition[] = [];
  for (let at = 0; at + ENTRY_LENGTH <= bytes.length; at += ENTRY_LENGTH) {
    const magic = bytes.readUInt16LE(at);
    if (magic === MD5_MAGIC && !hasMd5Of(bytes, at)) return undefined;
    if (magic !== ENTRY_MAGIC) break;
    partitions.push(decodeEntry(bytes.subarray(at, at + ENTRY_LENGTH)));
  }
  return partitions.length > 0 ? partitions : undefined;
}

function hasMd5Of(table: Buffer, at: number): boolean {
  const md5 = createHash('md5').update(table.subarray(0, at)).digest();
  return md5.equals(table.subarray(at + ENTRY_LENGTH / 2, at + ENTRY_LENGTH));
}

function decodeEntry(entry: Buffer): Partition {
  const label = entry.subarray(LABEL_OFFSET, LABEL_OFFSET + LABEL_LENGTH);
  const end = label.indexOf(0);
  return {
    label: label.toString('utf8', 0, end === -1 ? LABEL_LENGTH : end),
    type: entry.readUInt8(2),
    subtype: entry.readUInt8(3),
    offset: entry.readUInt32LE(4),
    size: entry.readUInt32LE(8),
  };
}
