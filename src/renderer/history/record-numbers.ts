import type { DeviceRecord } from '../../contract/record.ts';

/** The number of each record by its id, as people count: 1 is the first that was made here. No record is ever deleted. */
export function recordNumbers(records: readonly DeviceRecord[]): ReadonlyMap<string, number> {
  const oldestFirst = records.toSorted(
    (a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id),
  );
  return new Map(oldestFirst.map(({ id }, index) => [id, index + 1]));
}
