import { decodeNvs } from '../../embedded/nvs_partition_gen/decode-nvs.ts';
import { diffNvs } from '../../embedded/nvs_partition_gen/diff-nvs.ts';
import { editNvs } from '../../embedded/nvs_partition_gen/edit-nvs.ts';
import { encodeNvs } from '../../embedded/nvs_partition_gen/encode-nvs.ts';
import { NvsError, type NvsErrorCode } from '../../embedded/nvs_partition_gen/nvs-error.ts';
import { nvsContent } from '../../embedded/nvs_partition_gen/nvs-content.ts';
import { readPartition } from '../../embedded/nvs_partition_gen/read-partition.ts';
import type { ErrorCode } from '../contract/errors.ts';
import { ProvisioningError } from '../contract/provisioning-error.ts';
import type { NvsTool } from '../provisioning/tools.ts';

/** The NVS codec in the pipeline's words. */
export const nvsTool: NvsTool = {
  encode(namespace, entries, size, encryptionKey) {
    const items = Object.entries(entries).map(([key, value]) => ({
      namespace,
      key,
      type: 'string' as const,
      value,
    }));
    return inOurWords(() => encodeNvs(items, { size, encryptionKey }));
  },

  content: nvsContent,

  decode(image, namespace, encryptionKey) {
    const { items } = decodeNvs(image, { encryptionKey });
    const strings = items.filter((item) => item.namespace === namespace && item.type === 'string');
    return Object.fromEntries(strings.map((item) => [item.key, textOf(item.bytes)]));
  },

  read(image, encryptionKey) {
    const { items, ...view } = inOurWords(() => readPartition(image, { encryptionKey }));
    return { ...view, values: items };
  },

  edit(image, edits, encryptionKey) {
    const { dropped, ...edited } = inOurWords(() => editNvs(image, edits, { encryptionKey }));
    return { ...edited, dropped: dropped.unreadable.length + dropped.unreachable.length };
  },

  diff: (before, after) =>
    diffNvs({ ...before, items: before.values }, { ...after, items: after.values }),
};

/** A string as `nvs_get_str` returns it, without its NUL. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, -1));
}

/** What the codec refuses otherwise is `nvs-invalid`. */
const CODES: Partial<Record<NvsErrorCode, ErrorCode>> = {
  'image-full': 'nvs-too-small',
  'image-not-mountable': 'nvs-unreadable',
  'image-unintelligible': 'nvs-unreadable',
  'image-unreasonable': 'nvs-unreadable',
  'item-missing': 'nvs-key-missing',
  'key-halves-equal': 'nvs-unreadable',
  'value-not-representable': 'nvs-value-invalid',
  'value-out-of-range': 'nvs-value-invalid',
  'value-too-long': 'nvs-value-invalid',
};

function inOurWords<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof NvsError)) throw error;
    throw new ProvisioningError(CODES[error.code] ?? 'nvs-invalid', error.message, {
      cause: error,
    });
  }
}
