import type { NvsPlace, NvsRegion } from '../../contract/fields.ts';
import { ProvisioningError } from '../../contract/provisioning-error.ts';
import type { ProvisionRequest } from '../../contract/run.ts';
import { isNvs, isProtected, overlaps } from '../partition-kind.ts';
import type { Partition } from '../tools.ts';

const BOOTLOADER_AND_TABLE_END = 0x9000; // the table at 0x8000 takes one sector
const SMALLEST_NVS = 0x3000; // two pages for data and one in reserve, the least that NVS can write to

/** A partition by its label, or a region that should be one. */
export type NvsTarget = { partition: string } | (NvsRegion & { override: boolean });

/** What was asked for, else what the profile says. */
export function nvsTarget({
  nvs,
  partition,
  overridePartitionCheck,
  profile,
}: ProvisionRequest): NvsTarget {
  const override = overridePartitionCheck ?? profile.nvs.overridePartitionCheck;
  const label = nvs ? undefined : (partition ?? profile.nvs.partition);
  if (label !== undefined) return { partition: label };
  const { offset, size } = nvs ?? profile.nvs;
  return { offset, size, override };
}

/**
 * Where the settings go on a device with this partition table. Throws `partition-not-found`, `partition-mismatch`,
 * `flash-too-small`, `region-invalid`, and `region-protected` for what no override opens.
 */
export function chooseRegion(
  target: NvsTarget,
  { flashSize, partitions }: { flashSize: number; partitions: readonly Partition[] },
): NvsPlace {
  return 'partition' in target
    ? byLabel(target.partition, partitions)
    : byRegion(target, { flashSize, partitions });
}

function byLabel(label: string, partitions: readonly Partition[]): NvsPlace {
  const found = partitions.find((partition) => partition.label === label);
  if (!found || !isNvs(found)) {
    const what = found ? `"${label}" holds something else` : `"${label}" was asked for`;
    throw new ProvisioningError('partition-not-found', `${what}. ${listed(partitions)}`);
  }
  const { offset, size } = found;
  if (size < SMALLEST_NVS) throw new ProvisioningError('region-invalid', describe(found));
  return { offset, size, partition: label, overridden: false };
}

function byRegion(
  { offset, size, override }: NvsRegion & { override: boolean },
  { flashSize, partitions }: { flashSize: number; partitions: readonly Partition[] },
): NvsPlace {
  if (offset + size > flashSize) {
    throw new ProvisioningError(
      'flash-too-small',
      `${describe({ offset, size })} ends beyond ${flashSize >> 20} MB. ${listed(partitions)}`,
    );
  }
  const exact = partitions.find((one) => isNvs(one) && one.offset === offset && one.size === size);
  if (exact) return { offset, size, partition: exact.label, overridden: false };
  if (!override) {
    throw new ProvisioningError(
      'partition-mismatch',
      `${describe({ offset, size })} was asked for. ${listed(partitions)}`,
    );
  }
  refuseProtected({ offset, size }, partitions);
  return { offset, size, partition: null, overridden: true };
}

/** A device that lost one of these does not start any more, or cannot read any of its settings. */
function refuseProtected(region: NvsRegion, partitions: readonly Partition[]): void {
  if (region.offset < BOOTLOADER_AND_TABLE_END) {
    throw new ProvisioningError(
      'region-protected',
      `${describe(region)} holds the bootloader or the partition table`,
    );
  }
  const hit = partitions.find((partition) => isProtected(partition) && overlaps(region, partition));
  if (hit) {
    throw new ProvisioningError(
      'region-protected',
      `${describe(region)} overlaps ${describe(hit)}`,
    );
  }
}

function listed(partitions: readonly Partition[]): string {
  const nvs = partitions.filter(isNvs).map(describe).join(', ');
  return `NVS partitions of this device: ${nvs || 'none'}`;
}

function describe({ label, offset, size }: NvsRegion & Partial<Pick<Partition, 'label'>>): string {
  const place = `0x${offset.toString(16)} (size 0x${size.toString(16)})`;
  return label === undefined ? place : `${label} at ${place}`;
}
