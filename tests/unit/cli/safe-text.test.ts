import { expect, test } from 'vitest';

import { jsonLine, safeText } from '../../../src/hosts/cli/safe-text.ts';

/** Clear the screen, set the title by the 8-bit CSI, turn the reading direction, ring, end the line. */
const HOSTILE = '\u001b[2J\u009b0m\u202egnp.exe\u0007\r\n\u2028';

test('what a terminal would obey is spelled out', () => {
  expect(safeText(HOSTILE)).toBe('\\u001b[2J\\u009b0m\\u202egnp.exe\\u0007\\u000d\\u000a\\u2028');
});

test('text of people stays as it is', () => {
  expect(safeText('Büro ☃ 5 GHz')).toBe('Büro ☃ 5 GHz');
});

test('a JSON line is one line without anything that a terminal obeys, and parses back', () => {
  const line = jsonLine({ text: HOSTILE });
  expect(line).toMatch(/^[\x20-\x7e]*\n$/);
  expect(JSON.parse(line)).toEqual({ text: HOSTILE });
});
