import {
  deriveEncryptionKey,
  readKeyFile,
} from '../../../../embedded/nvs_partition_gen/key-partition.ts';
import { NvsError } from '../../../../embedded/nvs_partition_gen/nvs-error.ts';
import { wrongUsage } from '../command-error.ts';

const HMAC_KEY_BYTES = 32;

/**
 * The 64 bytes in a key file: bare, in a key partition whose CRC is right, or derived from the 32 of an HMAC eFuse. Throws
 * `encryption-key-wrong`, with the flag.
 */
export function readEncryptionKey(flag: string, path: string, file: Uint8Array): Uint8Array {
  try {
    return file.length === HMAC_KEY_BYTES ? deriveEncryptionKey(file) : readKeyFile(file);
  } catch (error) {
    if (!(error instanceof NvsError)) throw error;
    throw wrongUsage('encryption-key-wrong', `${flag} ${path}: ${error.reason}`, { cause: error });
  }
}
