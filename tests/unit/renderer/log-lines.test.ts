import { expect, test } from 'vitest';

import {
  appendLines,
  lastLine,
  logText,
  NO_LINES,
} from '../../../src/renderer/stores/log-lines.ts';

const numbered = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => `line ${from + index}`);

test('lines stay whole and in order across blocks', () => {
  const log = appendLines(appendLines(NO_LINES, numbered(150)), numbered(350, 150));
  expect(logText(log)).toBe(numbered(500).join('\n'));
  expect(log.count).toBe(500);
  expect(lastLine(log)).toBe('line 499');
});

test('a new line leaves full blocks untouched, so that the screen need not draw them again', () => {
  const before = appendLines(NO_LINES, numbered(1_000));
  const after = appendLines(before, ['one more']);
  expect(after.blocks.slice(0, before.blocks.length)).toEqual(before.blocks);
  expect(after.blocks.filter((block) => !before.blocks.includes(block))).toHaveLength(1);
});

test('a log that never ends keeps its newest lines and says how many are gone', () => {
  const log = appendLines(NO_LINES, numbered(60_000));
  expect(log.dropped).toBe(10_000);
  expect(log.count).toBe(60_000);
  expect(logText(log).startsWith('line 10000\n')).toBe(true);
  expect(lastLine(log)).toBe('line 59999');
});
