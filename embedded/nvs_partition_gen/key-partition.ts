import { createHmac, randomBytes } from 'node:crypto';
import { checkEncryptionKey, ENCRYPTION_KEY_BYTES } from './encryption.ts';
import { nvsCrc32 } from './nvs-crc32.ts';
import { NvsError } from './nvs-error.ts';
import { PAGE_SIZE } from './nvs-format.ts';

/** ESP-IDF's `nvs_sec_provider`: HMAC-SHA256 of each of these, repeated, is half of the key. */
const DATA_KEY_SEED = Buffer.alloc(32, '5a5abeae', 'hex');
const TWEAK_KEY_SEED = Buffer.alloc(32, 'a5a5dece', 'hex');

/** A new encryption key of 64 bytes, from the operating system's generator. */
export function makeEncryptionKey(): Uint8Array {
  return randomBytes(ENCRYPTION_KEY_BYTES);
}

/** A new key of 32 bytes for the HMAC peripheral, whose eFuse block holds as many. */
export function makeHmacKey(): Uint8Array {
  return randomBytes(32);
}

/** The encryption key that a chip with this key in its HMAC eFuse block derives for itself. */
export function deriveEncryptionKey(hmacKey: Uint8Array): Uint8Array {
  if (hmacKey.length === 0) throw new NvsError('key-length-wrong', 'the HMAC key is empty');
  return Buffer.concat(
    [DATA_KEY_SEED, TWEAK_KEY_SEED].map((seed) =>
      createHmac('sha256', hmacKey).update(seed).digest(),
    ),
  );
}

/** The image of an `nvs_keys` partition: 4096 bytes with key, CRC of the key, and 0xFF. */
export function encodeKeyPartition(key: Uint8Array): Uint8Array {
  checkEncryptionKey(key);
  const image = Buffer.alloc(PAGE_SIZE, 0xff);
  image.set(key);
  image.writeUInt32LE(nvsCrc32(key), ENCRYPTION_KEY_BYTES);
  return image;
}

/**
 * The key in a key file: a bare one of 64 bytes, or a key partition, whose CRC must be right.
 * Throws NvsError `key-blank` and `key-corrupt` where the library would not mount the partition.
 */
export function readKeyFile(file: Uint8Array): Uint8Array {
  const key = new Uint8Array(file.subarray(0, ENCRYPTION_KEY_BYTES));
  if (file.length !== ENCRYPTION_KEY_BYTES) {
    if (file.length < ENCRYPTION_KEY_BYTES + 4) {
      throw new NvsError(
        'key-length-wrong',
        `a key file holds 64 bytes or a partition of 4096, and this one has ${file.length} bytes`,
      );
    }
    const isBlank = file.subarray(0, ENCRYPTION_KEY_BYTES + 4).every((byte) => byte === 0xff);
    if (isBlank) throw new NvsError('key-blank', 'the key partition is blank: it holds no key');
    const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    if (view.getUint32(ENCRYPTION_KEY_BYTES, true) !== nvsCrc32(key)) {
      throw new NvsError('key-corrupt', 'the key partition is damaged: its CRC is wrong');
    }
  }
  checkEncryptionKey(key);
  return key;
}
