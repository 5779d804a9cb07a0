import { isNvs, overlaps } from '../partition-kind.ts';
import type { Partition } from '../tools.ts';
import type { Inspected } from './inspect-device.ts';

/** What this run writes over that is not its own, for the person who asked for it. */
export function overwrittenWarnings({
  place,
  partitions,
  parts,
}: Pick<Inspected, 'place' | 'partitions' | 'parts'>): string[] {
  const warnings: string[] = [];
  if (place.overridden) {
    const hit = partitions.filter((partition) => overlaps(place, partition));
    const lost = hit.length > 0 ? `; they overwrite what ${listed(hit)} held there` : '';
    const offset = `0x${place.offset.toString(16)}`;
    warnings.push(
      `The settings lie at ${offset}, which is no NVS partition of this device${lost}.`,
    );
  }
  const replaced = partitions.filter(
    (partition) =>
      isNvs(partition) &&
      parts.some(({ offset, bytes }) => overlaps(partition, { offset, size: bytes.length })),
  );
  if (replaced.length > 0) {
    warnings.push(
      `The firmware has brought its own content for the NVS partition ${listed(replaced)}.`,
    );
  }
  return warnings;
}

function listed(partitions: readonly Partition[]): string {
  return partitions.map(({ label }) => `"${label}"`).join(', ');
}
