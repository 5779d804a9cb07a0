import type { DetectedDevice } from '../../contract/channels.ts';
import { FlashNumber, type NvsRegion } from '../../contract/fields.ts';
import type { Profile } from '../../contract/profile.ts';
import type { Detection } from '../stores/bench-store.ts';
import type { FormValues } from './form-values.ts';
import { nvsLabel } from './nvs-label.ts';

/**
 * The region that the run will use, in bytes; undefined while what is typed is no number, or while nobody knows where
 * the partition of that label lies.
 */
export function regionOf(
  values: Pick<FormValues, 'partition' | 'nvsOffset' | 'nvsSize'>,
  profile: Profile,
  detection: Detection,
): NvsRegion | undefined {
  const label = nvsLabel(values, profile);
  if (label !== undefined) {
    const found = nvsPartitions(detection)?.find((partition) => partition.label === label);
    return found && { offset: found.offset, size: found.size };
  }
  const { nvs } = profile;
  const offset = FlashNumber.safeParse(values.nvsOffset === '' ? nvs.offset : values.nvsOffset);
  const size = FlashNumber.safeParse(values.nvsSize === '' ? nvs.size : values.nvsSize);
  return offset.success && size.success ? { offset: offset.data, size: size.data } : undefined;
}

/** Those of the board, once it was read. */
export function nvsPartitions(detection: Detection): DetectedDevice['nvsPartitions'] | undefined {
  return detection.state === 'known' ? detection.device.nvsPartitions : undefined;
}
