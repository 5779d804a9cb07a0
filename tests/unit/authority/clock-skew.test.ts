import { expect, test } from 'vitest';

import { checkClocks } from '../../../src/authority/clock-skew.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const MINUTE = 60_000;
const header = (skew: number) => new Date(NOW + skew).toUTCString();

test.each([0, 5 * MINUTE, -5 * MINUTE])('clocks %d ms apart are the same', (skew) => {
  expect(checkClocks(header(skew), NOW)).toEqual([]);
});

test.each([6 * MINUTE, -6 * MINUTE, 24 * 60 * MINUTE])(
  'clocks %d ms apart are worth a word',
  (skew) => {
    expect(checkClocks(header(skew), NOW)).toHaveLength(1);
  },
);

test.each([25, -25])('clocks %d hours apart end the run, and both are named', (hours) => {
  const theirs = new Date(NOW + hours * 60 * MINUTE).toISOString();
  expect(() => checkClocks(header(hours * 60 * MINUTE), NOW)).toThrow(
    expect.objectContaining({
      code: 'certificate-expired',
      message: `the clock of the CA says ${theirs}, that of this computer 2026-03-01T12:00:00.000Z`,
    }),
  );
});

test.each([undefined, '', 'yesterday', '-5'])('a Date header of %j says nothing', (date) => {
  expect(checkClocks(date, NOW)).toEqual([]);
});
