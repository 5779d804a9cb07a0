import { ProvisioningError } from '../../contract/provisioning-error.ts';
import type { PartitionCopy } from '../../contract/record-keeping.ts';
import type { RecordStore } from '../tools.ts';

/**
 * Throws `restore-pending` where an older copy of this partition is kept and the device does not hold the same any more:
 * a write was cut off, and what is on the device now is no state to go on from. @returns whether one is kept.
 */
export async function refusePendingRestore(
  records: Pick<RecordStore, 'findPartitions'>,
  { mac, offset, image }: Omit<PartitionCopy, 'chip'>,
): Promise<boolean> {
  const all = await records.findPartitions(mac);
  const kept = all.find((copy) => copy.offset === offset);
  if (kept && Buffer.compare(kept.image, image) !== 0) {
    throw new ProvisioningError('restore-pending', `at 0x${offset.toString(16)}`);
  }
  return kept !== undefined;
}
