import { test, type Page } from '@playwright/test';

import { button } from './acts.ts';
import { answers, progressUntil } from './bench.ts';
import { expect } from './expect.ts';
import { startFakeHost } from './fake-host.ts';
import { runUntil } from './scripted-run.ts';

const THEMES = ['light', 'dark'] as const;
const READABLE = 4.5; // WCAG 2.2, 1.4.3
const BOUNDARY = 3; // WCAG 2.2, 1.4.11

const CLEAR = 'rgba(0, 0, 0, 0)';

const never = () => new Promise<never>(() => undefined);

// axe looks at nothing that is aria-disabled.
for (const colorScheme of THEMES) {
  test.describe(`what is at work can be read, with and without the pointer on it: ${colorScheme}`, () => {
    test.use({ colorScheme });

    test('the main button', async ({ page }) => {
      await using host = await startFakeHost(answers({ 'prov:detect-chip': never }));
      await page.goto(host.url);
      await button(page, 'NVS').click();
      await button(page, 'Read NVS').click();
      const main = page.locator('.btn-main[aria-disabled]');
      await main.hover();
      await expectReadable(page);
      expect(await page.evaluate<number>(contrastOf('boundary'))).toBeGreaterThan(BOUNDARY);
      await page.mouse.move(0, 0);
      await expectReadable(page);
      await expect(main).not.toHaveCSS('background-color', CLEAR); // sunken
    });

    test('a button of the form', async ({ page }) => {
      await using host = await startFakeHost(answers({ 'prov:test-ca': never }));
      await page.goto(host.url);
      await button(page, 'Test').click();
      await button(page, 'Testing…').hover();
      await expectReadable(page);
    });

    test('the button of an operator', async ({ page }) => {
      await using host = await startFakeHost(answers({ 'prov:cancel': never }));
      await page.goto(host.url);
      await runUntil(page, host, progressUntil('register', 0.4));
      await button(page, 'Cancel Esc').click();
      await button(page, 'Cancelling…').hover();
      await expectReadable(page);
    });
  });
}

async function expectReadable(page: Page): Promise<void> {
  expect(await page.evaluate<number>(contrastOf('text'))).toBeGreaterThan(READABLE);
}

/** How the text or the boundary of a control stands out from the surface under it (WCAG: contrast ratio). */
const contrastOf = (what: 'text' | 'boundary') => `(() => {
  const control = document.querySelector('[aria-disabled]');
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const isClear = (colour) => channels(colour)[3] === 0;
  const surface = (element) => {
    const { backgroundColor } = getComputedStyle(element);
    return isClear(backgroundColor) ? surface(element.parentElement) : backgroundColor;
  };
  const luminance = (colour) => {
    const [red, green, blue] = channels(colour)
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const { color, borderTopColor } = getComputedStyle(control);
  const pairs = {
    text: [color, surface(control)],
    boundary: [borderTopColor, surface(control.parentElement)],
  };
  const [dark, light] = pairs['${what}'].map(luminance).toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
})()`;
