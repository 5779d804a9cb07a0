import { readKeyFile } from '../../../../embedded/nvs_partition_gen/key-partition.ts';
import { NvsError } from '../../../../embedded/nvs_partition_gen/nvs-error.ts';
import { isHmacKey } from '../../../provisioning/nvs/partition-key.ts';
import { wrongUsage } from '../command-error.ts';

/**
 * The key in a file: the 32 bytes of an HMAC eFuse, or the 64 of the XTS keys, bare or in a key partition whose CRC is
 * right. Throws `encryption-key-wrong`, with the flag.
 */
export function readEncryptionKey(flag: string, path: string, file: Uint8Array): Uint8Array {
  try {
    return isHmacKey(file) ? file : readKeyFile(file);
  } catch (error) {
    if (!(error instanceof NvsError)) throw error;
    throw wrongUsage('encryption-key-wrong', `${flag} ${path}: ${error.reason}`, { cause: error });
  }
}
