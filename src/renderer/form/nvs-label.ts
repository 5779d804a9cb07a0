import type { Profile } from '../../contract/profile.ts';
import type { FormValues } from './form-values.ts';

/** The label by which the run looks for its NVS partition; undefined where it goes by offset and size. */
export function nvsLabel(
  { partition, nvsOffset, nvsSize }: Pick<FormValues, 'partition' | 'nvsOffset' | 'nvsSize'>,
  { nvs }: Profile,
): string | undefined {
  if (partition !== '') return partition;
  return nvsOffset === '' && nvsSize === '' ? nvs.partition : undefined;
}
