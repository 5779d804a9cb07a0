import type { DeviceRecord, RecordedRun } from '../../contract/record.ts';
import { recordNumbers } from './record-numbers.ts';

export const RESULTS = ['all', 'passed', 'failed', 'cancelled'] as const;
export const DAYS = ['all', 'today', 'yesterday', 'week'] as const;

export interface RecordFilters {
  /** A MAC in any spelling, the beginning of a UUID, the number of a record, a date as `2026-11` or as `23 Nov 2026`. */
  query: string;
  result: (typeof RESULTS)[number];
  day: (typeof DAYS)[number];
  /** Empty: all profiles. */
  profile: string;
}

export const NO_FILTERS: RecordFilters = { query: '', result: 'all', day: 'all', profile: '' };

/** A record with what a row shows of it. */
export interface RecordRow {
  record: DeviceRecord;
  /** 1 is the first that was made here. */
  number: number;
  /** Its latest run; a record without one has just been made. */
  run: RecordedRun | undefined;
  /** When something happened to it last, ISO 8601. */
  time: string;
}

/** Records with their latest run, newest first. */
export function recordRows(records: readonly DeviceRecord[]): RecordRow[] {
  const numbers = recordNumbers(records);
  return records
    .map((record) => {
      const run = record.runs.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt))[0];
      const time = run?.endedAt ?? run?.startedAt ?? record.updatedAt;
      return { record, number: numbers.get(record.id) ?? 0, run, time };
    })
    .toSorted((a, b) => b.time.localeCompare(a.time));
}

/** The rows that pass all filters. `dayOf` spells a date as the screen does, so that it can be searched for. */
export function filterRows(
  rows: readonly RecordRow[],
  { query, result, day, profile }: RecordFilters,
  { now, dayOf }: { now: Date; dayOf: (iso: string) => string },
): RecordRow[] {
  return rows.filter(
    (row) =>
      (result === 'all' || row.run?.outcome === result) &&
      (profile === '' || row.record.profile === profile) &&
      isOnDay(row.time, day, now) &&
      matchesQuery(row, query, dayOf),
  );
}

const SHORTEST_MAC_PART = 4; // fewer hex digits are found in every second MAC

function matchesQuery(
  { record: { mac, uuid, id }, number, time }: RecordRow,
  query: string,
  dayOf: (iso: string) => string,
): boolean {
  const asked = query.trim().toLowerCase();
  if (asked === '') return true;
  const digits = asked.replace(/[^0-9a-z]/g, '');
  const macDigits = mac.toLowerCase();
  return (
    digits === String(number) ||
    macDigits.startsWith(digits) ||
    (digits.length >= SHORTEST_MAC_PART && macDigits.includes(digits)) ||
    uuid.replaceAll('-', '').startsWith(digits) ||
    id.toLowerCase().startsWith(asked) ||
    localDate(new Date(time)).startsWith(asked) ||
    dayOf(time).toLowerCase().includes(asked)
  );
}

const DAYS_IN_A_WEEK = 7;

function isOnDay(iso: string, day: RecordFilters['day'], now: Date): boolean {
  const date = localDate(new Date(iso));
  switch (day) {
    case 'all':
      return true;
    case 'today':
      return date === localDate(now);
    case 'yesterday':
      return date === localDate(daysBefore(now, 1));
    case 'week':
      return date > localDate(daysBefore(now, DAYS_IN_A_WEEK));
  }
}

function daysBefore(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - days);
}

/** `2026-11-23` by the clock on the wall. */
function localDate(date: Date): string {
  const month = String(date.getMonth() + 1).padStart(2, '0');
  return `${date.getFullYear()}-${month}-${String(date.getDate()).padStart(2, '0')}`;
}
