import type { ErrorCode } from '../../contract/errors.ts';
import type { NvsPartitionChoice } from '../../contract/nvs.ts';
import { ProvisioningError } from '../../contract/provisioning-error.ts';
import { isNvs } from '../partition-kind.ts';
import type { Partition } from '../tools.ts';

/**
 * The NVS partition that was named, or the only one. Throws `partition-not-named`, `partition-not-found` or
 * `partition-mismatch`, with those that there are.
 */
export function choosePartition(
  choice: NvsPartitionChoice | undefined,
  partitions: readonly Partition[],
): Partition {
  const all = partitions.filter(isNvs);
  const [found, ...more] = all.filter((partition) => isChosen(partition, choice));
  if (found && more.length === 0) return found;
  const list = all.map(({ label, offset }) => `${label} at 0x${offset.toString(16)}`).join(', ');
  throw new ProvisioningError(codeOf(choice), `NVS partitions of this device: ${list || 'none'}`);
}

function codeOf(choice: NvsPartitionChoice | undefined): ErrorCode {
  if (!choice) return 'partition-not-named';
  return 'label' in choice ? 'partition-not-found' : 'partition-mismatch';
}

function isChosen(
  { label, offset, size }: Partition,
  choice: NvsPartitionChoice | undefined,
): boolean {
  if (!choice) return true;
  if ('label' in choice) return label === choice.label;
  return offset === choice.offset && size === choice.size;
}
