import type { DeviceRecord } from './record.ts';

/** What the eFuses of a chip tell beside its MAC. */
export type ChipFacts = Pick<DeviceRecord, 'chip' | 'uniqueId'>;

/**
 * Whether two chips with one MAC, one on record and one on the line, are not the same, as far as their eFuses tell: those
 * of some kinds of chip have no unique ID to compare.
 */
export function isOtherChip(recorded: ChipFacts, found: ChipFacts): boolean {
  if (recorded.uniqueId === null) return false;
  const tells = found.uniqueId !== null || found.chip === recorded.chip;
  return tells && found.uniqueId !== recorded.uniqueId;
}
