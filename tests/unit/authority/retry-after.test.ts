import { expect, test } from 'vitest';

import { retryAfterMs } from '../../../src/authority/retry-after.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');

test.each([
  ['0', 0],
  ['120', 120_000],
  ['Sun, 01 Mar 2026 12:00:05 GMT', 5_000],
  ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
  ['soon', undefined],
  ['-5', undefined],
  [undefined, undefined],
])('Retry-After %j means %j ms', (header, milliseconds) => {
  expect(retryAfterMs(header, NOW)).toBe(milliseconds);
});
