import { expect, test } from 'vitest';

import { passedToday } from '../../../src/renderer/history/passed-today.ts';
import {
  filterRows,
  NO_FILTERS,
  recordRows,
  type RecordFilters,
} from '../../../src/renderer/history/search-records.ts';
import { usualRunTime } from '../../../src/renderer/history/usual-run-time.ts';
import { en } from '../../../src/renderer/texts/en.ts';
import { record, run } from './facts.ts';

const NOON = new Date(2026, 10, 23, 12);
const hoursBefore = (hours: number) => new Date(NOON.getTime() - hours * 3_600_000).toISOString();

const BOARD = record({
  id: 'board',
  runs: [run({ startedAt: hoursBefore(1), endedAt: hoursBefore(1) })],
});
const OTHER = record({
  id: 'other',
  mac: 'FFEEDDCCBBAA',
  uuid: 'ffffffff-0000-4000-8000-000000000000',
  profile: 'zc',
  runs: [run({ outcome: 'failed', startedAt: hoursBefore(30), endedAt: hoursBefore(30) })],
});
const OLD = record({
  id: 'old',
  mac: '112233445566',
  uuid: '11111111-0000-4000-8000-000000000000',
  runs: [
    run({ outcome: 'cancelled', startedAt: hoursBefore(24 * 20), endedAt: hoursBefore(24 * 20) }),
  ],
});
const ROWS = recordRows([OLD, OTHER, BOARD]);

function found(filters: Partial<RecordFilters>): string[] {
  const rows = filterRows(ROWS, { ...NO_FILTERS, ...filters }, { now: NOON, dayOf: en.day });
  return rows.map(({ record: { id } }) => id);
}

test('records are numbered as they were made, and found by that number', () => {
  const made = ['c', 'a', 'b'].map((id, hours) =>
    record({ id, mac: '112233445566', createdAt: hoursBefore(9 - hours) }),
  );
  const rows = recordRows(made);
  const numbers = Object.fromEntries(rows.map(({ record: { id }, number }) => [id, number]));
  expect(numbers).toEqual({ c: 1, a: 2, b: 3 });
  const filters = { ...NO_FILTERS, query: '#2' };
  const [only, ...others] = filterRows(rows, filters, { now: NOON, dayOf: en.day });
  expect(only?.record.id).toBe('a');
  expect(others).toEqual([]);
});

test('the newest comes first', () => {
  expect(found({})).toEqual(['board', 'other', 'old']);
});

test.each([
  ['a0:b1:c2:d3:e4:f5'],
  ['A0-B1-C2-D3-E4-F5'],
  ['A0B1.C2D3.E4F5'],
  ['a0b1c2d3e4f5'],
  ['A0:B1'],
  ['E4:F5'],
  ['04e4822c'],
  ['04E4822C-719e'],
  ['04e4822c-719e-45b0-b360-7e2819faca53'],
  ['2026-11-23'],
  ['23 nov'],
  ['  a0b1c2d3e4f5 '],
])('%s finds the board', (query) => {
  expect(found({ query })).toEqual(['board']);
});

test('what fits nothing finds nothing', () => {
  expect(found({ query: 'no such board' })).toEqual([]);
});

test('results, days and profiles narrow the list', () => {
  expect(found({ result: 'failed' })).toEqual(['other']);
  expect(found({ day: 'today' })).toEqual(['board']);
  expect(found({ day: 'yesterday' })).toEqual(['other']);
  expect(found({ day: 'week' })).toEqual(['board', 'other']);
  expect(found({ profile: 'zc' })).toEqual(['other']);
});

test('a record that failed first and passed then counts as its latest run', () => {
  const twice = record({
    runs: [
      run({ outcome: 'passed', startedAt: hoursBefore(1) }),
      run({ outcome: 'failed', startedAt: hoursBefore(2) }),
    ],
  });
  expect(recordRows([twice])[0]?.run?.outcome).toBe('passed');
});

test('passed today counts boards, by the clock of this computer', () => {
  const again = record({
    runs: [run({ endedAt: hoursBefore(1) }), run({ endedAt: hoursBefore(2) })],
  });
  expect(
    passedToday([again, OTHER, record({ runs: [run({ endedAt: hoursBefore(30) })] })], NOON),
  ).toBe(1);
});

test('a run usually takes what the last runs that passed took', () => {
  const took = (seconds: number) =>
    record({
      runs: [
        run({
          startedAt: hoursBefore(1),
          endedAt: new Date(Date.parse(hoursBefore(1)) + seconds * 1_000).toISOString(),
        }),
      ],
    });
  expect(usualRunTime([took(10), took(11)])).toBeUndefined();
  expect(usualRunTime([took(10), took(60), took(11), OTHER])).toBe(11_000);
});
