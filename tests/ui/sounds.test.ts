import type { Page } from '@playwright/test';

import { button, expectPass, field, fillIn } from './acts.ts';
import { expect } from './expect.ts';
import { mouse } from './hands.ts';
import { savedSettings } from './ui-bench.ts';
import { test } from './ui-test.ts';

/** In the page, so as text: each oscillator tells its frequency as it starts. */
const LISTEN = `
  window.heard = [];
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (when) {
    window.heard.push(this.frequency.value);
    start.call(this, when);
  };
`;

/** The frequencies of the tones that the page plays from now on, in Hz. */
async function listen(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(LISTEN);
  return () => page.evaluate<number[]>('window.heard');
}

const PASS = [660, 880];
const FAIL = [196];

test('verdicts are silent until somebody wishes to hear them; then two tones are PASS, a low one is FAIL', async ({
  page,
  bench,
}) => {
  const heard = await listen(page);
  await fillIn(page, mouse, bench);
  await button(page, 'Provision Device').click();
  await expectPass(page);
  expect(await heard()).toEqual([]);

  await button(page, 'Settings').click();
  await field(page, 'Play a sound for PASS and FAIL').check();
  await field(page, 'Volume').fill('20');
  await button(page, 'Close').click();
  await expect(button(page, 'Settings')).toBeFocused();
  await button(page, 'Provision next').click();
  await expect.poll(heard).toEqual(PASS);
  await expectPass(page);
  await expect.poll(() => savedSettings(bench)).toMatch(/"sounds": ?true,\s*"volume": ?0\.2/);

  await button(page, 'Edit configuration').click();
  await field(page, 'SSID').fill('a network out of reach');
  await button(page, 'Provision Device').click();
  await expect.poll(heard).toEqual([...PASS, ...FAIL]);
});

test('how it sounds can be heard beforehand', async ({ page }) => {
  const heard = await listen(page);
  await button(page, 'Settings').click();
  await expect(button(page, 'Hear PASS')).toBeDisabled();
  await field(page, 'Play a sound for PASS and FAIL').check();
  await button(page, 'Hear PASS').click();
  await button(page, 'Hear FAIL').click();
  expect(await heard()).toEqual([...PASS, ...FAIL]);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});
