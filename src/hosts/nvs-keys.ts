import {
  deriveEncryptionKey,
  encodeKeyPartition,
  makeEncryptionKey,
  readKeyFile,
} from '../../embedded/nvs_partition_gen/key-partition.ts';
import { NvsError } from '../../embedded/nvs_partition_gen/nvs-error.ts';
import { ProvisioningError } from '../contract/provisioning-error.ts';
import type { NvsKeys } from '../provisioning/tools.ts';

/** The keys of NVS encryption in the pipeline's words. */
export const nvsKeys: NvsKeys = {
  fromPartition(image) {
    try {
      return readKeyFile(image);
    } catch (error) {
      if (!(error instanceof NvsError)) throw error;
      if (error.code === 'key-blank') return undefined;
      throw new ProvisioningError('encryption-key-wrong', error.message, { cause: error });
    }
  },
  fromHmacKey: deriveEncryptionKey,
  make: makeEncryptionKey,
  toPartition: encodeKeyPartition,
};
