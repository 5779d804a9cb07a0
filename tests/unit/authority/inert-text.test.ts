import fc from 'fast-check';
import { expect, test } from 'vitest';

import { inertText } from '../../../src/authority/inert-text.ts';
import { Secret } from '../../../src/contract/secret.ts';

test.each([
  ['an ANSI sequence', 'a\u001b[2Jb', 'a\ufffd[2Jb'],
  ['line breaks and tabs', ' a\r\nb\tc\u2028d ', 'a b c d'],
  ['a bidi override', 'a\u202ekcab\u2066', 'a\ufffdkcab\ufffd'],
  ['invisible characters', 'a\u200bb\ufeffc', 'a\ufffdb c'],
  ['half a surrogate pair', 'a\ud800', 'a\ufffd'],
  ['HTML stays text', '<b onclick="x()">', '<b onclick="x()">'],
  ['letters of all scripts', 'Gerät 設備 \u{1f4df}', 'Gerät 設備 \u{1f4df}'],
])('%s', (_, text, shown) => {
  expect(inertText(text)).toBe(shown);
});

test('no text gets a line break, a control character or more than 200 characters through', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 400 }), (points) => {
      const text = String.fromCodePoint(...points);
      const shown = inertText(text);
      return Array.from(shown).length <= 200 && !/\p{C}|[\u2028\u2029]/u.test(shown);
    }),
  );
});

test('a megabyte of ANSI sequences is cut', () => {
  expect(inertText('\u001b['.repeat(500_000))).toHaveLength(200);
});

test('secrets that a server sends back are masked, in each spelling, before the text is cut', () => {
  const psk = new Secret('ab12'.repeat(16));
  const text = `psk ${'ab12'.repeat(16)} or ${'AB12'.repeat(16)} ${'x'.repeat(120)} ${'ab12'.repeat(16)}`;
  expect(inertText(text, [psk, new Secret('')])).toBe(`psk *** or *** ${'x'.repeat(120)} ***`);
});
