import { decodeUtf8 } from './decode-utf8.ts';
import type { NvsValue } from './nvs-entry.ts';
import { NvsError } from './nvs-error.ts';

/**
 * The value of a CSV row: `source` is the text of the cell, or the bytes of the file that it names.
 * Encodings as Espressif's generator knows them, with its undocumented `blob_fill` and `blob_sz_fill`.
 *
 * Throws NvsError where the generator stops, and where it stores something else than was written:
 * encodings in capitals that it then does not decode, base64 with characters outside its alphabet,
 * `binary` with text that is not ASCII (it counts characters and stores bytes).
 */
export function readCsvValue(encoding: string, source: string | Uint8Array): NvsValue {
  const lowerCase = encoding.toLowerCase();
  switch (lowerCase) {
    case 'u8':
    case 'i8':
    case 'u16':
    case 'i16':
    case 'u32':
    case 'i32':
      return { type: lowerCase, value: Number(readInteger(source)) };
    case 'u64':
    case 'i64':
      return { type: lowerCase, value: readInteger(source) };
    case 'binary':
      return { type: 'blob', value: readBinary(source) };
    default:
      return readDecoded(encoding, source);
  }
}

/** A cell of a longer blob cannot end well: the library reads none over 127 chunks of 4000 bytes. */
const FILL_MAX_BYTES = 508_000;

function readDecoded(encoding: string, source: string | Uint8Array): NvsValue {
  if (encoding === 'string') return { type: 'string', value: textOf(source) };
  if (encoding === 'hex2bin') return { type: 'blob', value: readHex(source) };
  if (encoding === 'base64') return { type: 'blob', value: readBase64(source) };
  const fill = /^blob_(sz_)?fill\((\d+);0x([0-9a-fA-F]{2})\)$/.exec(encoding);
  if (fill !== null && typeof source === 'string') {
    const [, withSize, size = '', byte = ''] = fill;
    const blob = fillBlob(source, Number(size), Number.parseInt(byte, 16));
    return { type: 'blob', value: withSize === undefined ? blob : withSizeBefore(source, blob) };
  }
  throw new NvsError(
    'csv-encoding-unknown',
    'the encoding is none of u8, i8, u16, i16, u32, i32, u64, i64, string, hex2bin, base64, binary (in small letters)',
  );
}

function textOf(source: string | Uint8Array): string {
  if (typeof source === 'string') return source;
  const text = decodeUtf8(source);
  if (text !== undefined) return text;
  throw new NvsError('csv-value-unreadable', 'the file that holds the value is not UTF-8');
}

/** Python's `int(text)`, with ASCII digits and blanks only. */
function readInteger(source: string | Uint8Array): bigint {
  const digits = /^[ \t-\r]*([+-]?\d+(?:_\d+)*)[ \t-\r]*$/.exec(textOf(source))?.[1];
  if (digits === undefined) {
    throw new NvsError('csv-value-unreadable', 'the value is not a decimal integer');
  }
  return BigInt(digits.replaceAll('_', ''));
}

function readBinary(source: string | Uint8Array): Uint8Array {
  if (typeof source !== 'string') return source;
  const bytes = Buffer.from(source);
  if (bytes.length !== source.length) {
    throw new NvsError(
      'csv-value-unreadable',
      'the text is not ASCII; put the bytes into a file, or write them as hex2bin or base64',
    );
  }
  return bytes;
}

function readHex(source: string | Uint8Array): Uint8Array {
  const words = textOf(source).split(/[ \t-\r]+/);
  const digits = words.filter((word) => word !== '').join(' '); // blanks are allowed at the ends only
  if (!/^[0-9a-fA-F]*$/.test(digits)) {
    throw new NvsError(
      'csv-value-unreadable',
      'the value holds something other than hexadecimal digits',
    );
  }
  if (digits.length % 2 !== 0) {
    throw new NvsError('csv-value-unreadable', 'the value has an odd number of hexadecimal digits');
  }
  return Buffer.from(digits, 'hex');
}

function readBase64(source: string | Uint8Array): Uint8Array {
  const text = textOf(source).replace(/[ \t-\r]+/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    throw new NvsError('csv-value-unreadable', 'the value holds something other than base64');
  }
  if (text.length % 4 !== 0) {
    throw new NvsError('csv-value-unreadable', 'the base64 value is not complete');
  }
  return Buffer.from(text, 'base64');
}

function fillBlob(text: string, size: number, byte: number): Uint8Array {
  const bytes = Buffer.from(text);
  if (bytes.length > size || size > FILL_MAX_BYTES) {
    throw new NvsError(
      'value-too-long',
      'the value is longer than the size in its encoding, or that size is over 508000',
    );
  }
  const blob = Buffer.alloc(size, byte);
  blob.set(bytes);
  return blob;
}

function withSizeBefore(text: string, blob: Uint8Array): Uint8Array {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(Buffer.byteLength(text));
  return Buffer.concat([size, blob]);
}
