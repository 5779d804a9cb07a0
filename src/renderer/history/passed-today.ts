import type { DeviceRecord } from '../../contract/record.ts';

/** How many records have a run that passed on this day, as the clock of this computer counts days. */
export function passedToday(records: readonly DeviceRecord[], now: Date): number {
  const today = now.toDateString();
  return records.filter(({ runs }) =>
    runs.some(
      ({ outcome, endedAt }) =>
        outcome === 'passed' && endedAt !== null && new Date(endedAt).toDateString() === today,
    ),
  ).length;
}
