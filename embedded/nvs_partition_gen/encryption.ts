import { createCipheriv, createDecipheriv } from 'node:crypto';
import { NvsError } from './nvs-error.ts';
import {
  BITMAP_OFFSET,
  ENTRIES_PER_PAGE,
  ENTRY_SIZE,
  ENTRY_STATE,
  FIRST_ENTRY_OFFSET,
  PAGE_SIZE,
} from './nvs-format.ts';

/** AES-256-XTS: 32 bytes of data key, then 32 bytes of tweak key. */
export const ENCRYPTION_KEY_BYTES = 64;

/**
 * A copy of a plain image with every written entry encrypted in its place; headers, bitmaps and
 * entries not in use stay as they are. `key` has 64 bytes. Throws NvsError for a key that cannot be one.
 */
export function encryptNvs(image: Uint8Array, key: Uint8Array): Uint8Array {
  return transform(image, key, createCipheriv, isMarkedWritten);
}

/**
 * The reverse, for `decrypt`: every entry that is not blank, as Espressif's generator does, so that
 * what was erased can be looked at too.
 */
export function decryptNvs(image: Uint8Array, key: Uint8Array): Uint8Array {
  return transform(image, key, createDecipheriv, isNotBlank);
}

/** The reverse, for reading: every entry that the library would take for written. */
export function decryptWrittenEntries(image: Uint8Array, key: Uint8Array): Uint8Array {
  return transform(image, key, createDecipheriv, isMarkedWritten);
}

/** Throws NvsError for a key of another length, and for one that OpenSSL (and IEEE 1619) refuse. */
export function checkEncryptionKey(key: Uint8Array): void {
  if (key.length !== ENCRYPTION_KEY_BYTES) {
    throw new NvsError(
      'key-length-wrong',
      `the encryption key has ${key.length} bytes instead of ${ENCRYPTION_KEY_BYTES}`,
    );
  }
  if (Buffer.compare(key.subarray(0, 32), key.subarray(32)) === 0) {
    throw new NvsError(
      'key-halves-equal',
      'the two halves of the encryption key are equal, which AES-XTS does not allow',
    );
  }
}

type Selects = (image: Uint8Array, page: number, entry: number) => boolean;

function transform(
  image: Uint8Array,
  key: Uint8Array,
  createCipher: typeof createCipheriv | typeof createDecipheriv,
  selects: Selects,
): Uint8Array {
  checkEncryptionKey(key);
  const result = new Uint8Array(image);
  for (let page = 0; page + PAGE_SIZE <= image.length; page += PAGE_SIZE) {
    for (let entry = 0; entry < ENTRIES_PER_PAGE; entry += 1) {
      if (!selects(image, page, entry)) continue;
      const start = page + FIRST_ENTRY_OFFSET + entry * ENTRY_SIZE;
      const cipher = createCipher('aes-256-xts', key, tweakOf(start));
      result.set(cipher.update(image.subarray(start, start + ENTRY_SIZE)), start);
    }
  }
  return result;
}

/** Each entry is one data unit of XTS, numbered by its byte offset in the partition. */
function tweakOf(offset: number): Uint8Array {
  const tweak = Buffer.alloc(16);
  tweak.writeUInt32LE(offset, 0);
  return tweak;
}

function isMarkedWritten(image: Uint8Array, page: number, entry: number): boolean {
  const bits = image[page + BITMAP_OFFSET + (entry >> 2)] ?? 0xff;
  return ((bits >> (2 * (entry & 3))) & 0b11) === ENTRY_STATE.written;
}

function isNotBlank(image: Uint8Array, page: number, entry: number): boolean {
  const start = page + FIRST_ENTRY_OFFSET + entry * ENTRY_SIZE;
  return image.subarray(start, start + ENTRY_SIZE).some((byte) => byte !== 0xff);
}
