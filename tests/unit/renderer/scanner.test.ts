import { expect, test } from 'vitest';

import { afterCharacter, isScanned, NO_BURST } from '../../../src/renderer/keyboard/scanner.ts';

function typed(text: string, everyMs: number) {
  return Array.from(text).reduce(
    (burst, character, index) => afterCharacter(burst, character, 1_000 + index * everyMs),
    NO_BURST,
  );
}

test('a scanner is told from a hand by its pace', () => {
  const scanned = typed('A0B1C2D3E4F5', 5);
  expect(scanned.text).toBe('A0B1C2D3E4F5');
  expect(isScanned(scanned, scanned.at + 5)).toBe(true);

  const byHand = typed('A0B1C2D3E4F5', 120);
  expect(isScanned(byHand, byHand.at + 120)).toBe(false);
});

test('an Enter long after a burst is a hand’s', () => {
  const scanned = typed('A0B1C2D3E4F5', 5);
  expect(isScanned(scanned, scanned.at + 500)).toBe(false);
});

test('two keys that fall together are no scan', () => {
  const burst = typed('ab', 5);
  expect(isScanned(burst, burst.at + 5)).toBe(false);
});
