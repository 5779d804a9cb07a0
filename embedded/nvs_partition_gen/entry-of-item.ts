import { decodeUtf8 } from './decode-utf8.ts';
import type { NvsEntry } from './nvs-entry.ts';
import { NvsError, type NvsErrorPlace } from './nvs-error.ts';
import type { NvsItem } from './nvs-view.ts';

/**
 * A stored value as the entry that would write it again. Throws NvsError for a string that could not
 * be given to `encodeNvs`: not UTF-8, or without the NUL at its end and nowhere else.
 */
export function entryOfItem({ namespace, key, type, bytes }: NvsItem): NvsEntry {
  const name = { namespace, key };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (type) {
    case 'u8':
      return { ...name, type, value: view.getUint8(0) };
    case 'i8':
      return { ...name, type, value: view.getInt8(0) };
    case 'u16':
      return { ...name, type, value: view.getUint16(0, true) };
    case 'i16':
      return { ...name, type, value: view.getInt16(0, true) };
    case 'u32':
      return { ...name, type, value: view.getUint32(0, true) };
    case 'i32':
      return { ...name, type, value: view.getInt32(0, true) };
    case 'u64':
      return { ...name, type, value: view.getBigUint64(0, true) };
    case 'i64':
      return { ...name, type, value: view.getBigInt64(0, true) };
    case 'float':
      return { ...name, type, value: view.getFloat32(0, true) };
    case 'double':
      return { ...name, type, value: view.getFloat64(0, true) };
    case 'string':
      return { ...name, type, value: stringOf(bytes, name) };
    case 'blob':
      return { ...name, type, value: bytes };
  }
}

function stringOf(bytes: Uint8Array, place: NvsErrorPlace): string {
  if (bytes.length === 0 || bytes.indexOf(0) !== bytes.length - 1) {
    throw new NvsError('string-has-nul', 'the stored string does not end at its first NUL', place);
  }
  const text = decodeUtf8(bytes.subarray(0, -1));
  if (text !== undefined) return text;
  throw new NvsError('string-not-unicode', 'the stored string is not UTF-8', place);
}
