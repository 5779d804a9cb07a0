import type { PartitionCopy } from '../../contract/record-keeping.ts';
import type { RecordStore } from '../tools.ts';
import { refusePendingRestore } from './refuse-pending-restore.ts';

/**
 * Makes the partition as it was read durable before it is written: power that fails between erasing and the last byte
 * then costs nothing. Whoever has proved what was written drops the copy. Throws `restore-pending`.
 */
export async function keepPartition(
  records: Pick<RecordStore, 'findPartitions' | 'savePartition'>,
  copy: PartitionCopy,
): Promise<void> {
  const isKept = await refusePendingRestore(records, copy);
  if (!isKept) await records.savePartition(copy);
}
