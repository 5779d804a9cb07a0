import type { NvsType } from './nvs-entry.ts';
import { entryCrc32 } from './nvs-crc32.ts';
import { ENTRIES_PER_PAGE, ENTRY_SIZE, NAME_MAX_BYTES, NO_CHUNK, TYPE_CODE } from './nvs-format.ts';

/** An item as it lies on a page: one entry, and the entries with its data behind it. */
export interface StoredItem {
  namespaceIndex: number;
  type: StoredType;
  chunk: number;
  /** Bytes as characters, up to the NUL. */
  key: string;
  /** What the library looks it up by; see slotOf. */
  slot: string;
  /** The number of entries it takes. */
  span: number;
  /** The value of a number; the bytes of a string or blob; the 8 bytes of a blob index. */
  data: Uint8Array;
  /** What the data's CRC should be; undefined where the entry's own CRC covers it. */
  dataCrc: number | undefined;
}

export type StoredType = NvsType | 'blobData' | 'blobIndex';

/**
 * The item that begins at an entry of a page, or undefined where the library would take what it finds
 * there for damaged. `entries` are the decrypted entries of the page, `index` counts them from 0.
 */
export function readStoredItem(entries: Uint8Array, index: number): StoredItem | undefined {
  const start = index * ENTRY_SIZE;
  const entry = entries.subarray(start, start + ENTRY_SIZE);
  const view = new DataView(entries.buffer, entries.byteOffset + start, ENTRY_SIZE);
  const namespaceIndex = view.getUint8(0);
  const type = TYPE_OF_CODE.get(view.getUint8(1));
  const span = view.getUint8(2);
  const chunk = view.getUint8(3);
  if (type === undefined || view.getUint32(4, true) !== entryCrc32(entry)) return undefined;

  const numberSize = NUMBER_SIZE[type];
  const isInEntry = numberSize !== undefined || type === 'blobIndex';
  const size = isInEntry ? 0 : view.getUint16(24, true);
  if (span !== 1 + Math.ceil(size / ENTRY_SIZE) || index + span > ENTRIES_PER_PAGE)
    return undefined;
  if (type === 'blobData' && chunk === NO_CHUNK) return undefined;
  if (type === 'blobIndex' && !isBlobIndex(chunk, view.getUint32(24, true))) return undefined;

  const keyField = latin1(entry.subarray(8, 24));
  const [key = ''] = keyField.slice(0, NAME_MAX_BYTES).split('\0', 1);
  const slot = `${namespaceIndex}/${chunk}/${keyField}`;
  const head = { namespaceIndex, type, chunk, key, slot, span };
  if (isInEntry) {
    return { ...head, data: entry.subarray(24, 24 + (numberSize ?? 8)), dataCrc: undefined };
  }
  const data = entries.subarray(start + ENTRY_SIZE, start + ENTRY_SIZE + size);
  return { ...head, data, dataCrc: view.getUint32(28, true) };
}

/**
 * Where the library looks for an item, by namespace, chunk and all 16 bytes of the key field: what
 * lies there first hides everything else of the page, whatever its type.
 */
export function slotOf(namespaceIndex: number, key: string, chunk: number): string {
  return `${namespaceIndex}/${chunk}/${key.padEnd(NAME_MAX_BYTES + 1, '\0')}`;
}

/** What a blob index says: chunks `start`, `start` + 1, ... together hold `size` bytes. */
export function readBlobIndex({ data }: StoredItem): {
  size: number;
  count: number;
  start: number;
} {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return { size: view.getUint32(0, true), count: view.getUint8(4), start: view.getUint8(5) };
}

/** The library refuses an index of more bytes than 127 chunks that fill a page each. */
function isBlobIndex(chunk: number, size: number): boolean {
  return chunk === NO_CHUNK && size <= 508_000;
}

const TYPE_OF_CODE = new Map<number, StoredType>([
  [TYPE_CODE.u8, 'u8'],
  [TYPE_CODE.i8, 'i8'],
  [TYPE_CODE.u16, 'u16'],
  [TYPE_CODE.i16, 'i16'],
  [TYPE_CODE.u32, 'u32'],
  [TYPE_CODE.i32, 'i32'],
  [TYPE_CODE.u64, 'u64'],
  [TYPE_CODE.i64, 'i64'],
  [TYPE_CODE.float, 'float'],
  [TYPE_CODE.double, 'double'],
  [TYPE_CODE.string, 'string'],
  [TYPE_CODE.blob, 'blob'],
  [TYPE_CODE.blobData, 'blobData'],
  [TYPE_CODE.blobIndex, 'blobIndex'],
]);

/** Bytes of the types that fit into their entry. */
export const NUMBER_SIZE: Partial<Record<StoredType, number>> = {
  u8: 1,
  i8: 1,
  u16: 2,
  i16: 2,
  u32: 4,
  i32: 4,
  u64: 8,
  i64: 8,
  float: 4,
  double: 8,
};

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
