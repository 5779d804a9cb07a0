import { createHash } from 'node:crypto';
import { EsptoolError } from './esptool-error.ts';

/** Where ESP-IDF puts the table, unless a project moves it; and the most that it may hold, in bytes. */
export const PARTITION_TABLE_OFFSET = 0x8000;
export const PARTITION_TABLE_SIZE = 0xc00;

export interface Partition {
  label: string;
  /** 0 application, 1 data; others belong to the project. */
  type: number;
  /** Of a data partition: 1 is PHY, 2 is NVS, 4 is NVS keys. */
  subtype: number;
  /** Both in bytes. */
  offset: number;
  size: number;
  /** The firmware expects this partition encrypted. */
  encrypted: boolean;
}

const ENTRY_SIZE = 32;
const ENTRY_MAGIC = 0x50aa;
const DIGEST_MAGIC = 0xebeb;
const ERASED = 0xffff;
const FLAG_ENCRYPTED = 1 << 0;

/**
 * Reads a partition table. Entries of 32 bytes, little-endian: magic aa 50, type, subtype, offset, size, label of 16
 * bytes padded with 00, flags; then eb eb, 14 bytes ff, and the MD5 of the entries; then ff. Source: "Partition Tables"
 * in ESP-IDF's documentation, and its gen_esp32part.py.
 * Throws `partition-table-missing` (nothing that begins like a table) and `partition-table-invalid`. A table without
 * a digest is taken as it is: ESP-IDF can be told to leave it out.
 */
export function parsePartitionTable(bytes: Uint8Array): Partition[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const partitions: Partition[] = [];
  for (let start = 0; start + ENTRY_SIZE <= bytes.length; start += ENTRY_SIZE) {
    const entry = bytes.subarray(start, start + ENTRY_SIZE);
    const magic = view.getUint16(start, true);
    if (magic === ENTRY_MAGIC) {
      partitions.push(parseEntry(entry));
    } else if (magic === DIGEST_MAGIC && partitions.length > 0) {
      checkDigest(bytes.subarray(0, start), entry.subarray(16));
      return partitions;
    } else if (magic === ERASED && partitions.length > 0) {
      return partitions;
    } else {
      const code = partitions.length === 0 ? 'partition-table-missing' : 'partition-table-invalid';
      throw new EsptoolError(code, `There is no partition at 0x${start.toString(16)} of the table`);
    }
  }
  return partitions;
}

function parseEntry(entry: Uint8Array): Partition {
  const view = new DataView(entry.buffer, entry.byteOffset, entry.length);
  return {
    type: view.getUint8(2),
    subtype: view.getUint8(3),
    offset: view.getUint32(4, true),
    size: view.getUint32(8, true),
    label: Buffer.from(entry.subarray(12, 28)).toString('latin1').replace(/\0.*$/s, ''),
    encrypted: (view.getUint32(28, true) & FLAG_ENCRYPTED) !== 0,
  };
}

function checkDigest(entries: Uint8Array, digest: Uint8Array): void {
  if (!createHash('md5').update(entries).digest().equals(digest)) {
    throw new EsptoolError(
      'partition-table-invalid',
      'The partition table does not match its digest',
    );
  }
}
