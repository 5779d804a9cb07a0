import AxeBuilder from '@axe-core/playwright';
import { test, type Page } from '@playwright/test';

import { answers } from './bench.ts';
import { expect } from './expect.ts';
import { startFakeHost } from './fake-host.ts';
import { SCENARIOS } from './scenarios.ts';

/** The reference window, the smallest one, and the reference window at 200 % zoom. */
const SIZES = [
  { width: 1280, height: 860 },
  { width: 1024, height: 700 },
  { width: 640, height: 430 },
];
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

test.describe('every state: whole in a small window and at 200 % zoom, and in reach of Tab', () => {
  for (const { name, answers: overrides, reach } of SCENARIOS) {
    test(name, async ({ page }) => {
      await using host = await startFakeHost(answers(overrides));
      await page.goto(host.url);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.getByText('Looking')).toBeHidden();
      await reach?.(page, host);
      await expectWholeInAllSizes(page);
      await expectInReachOfTab(page);
    });
  }
});

async function expectWholeInAllSizes(page: Page): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    expect(await page.evaluate<string[]>(CUT_OFF), `${size.width}`).toEqual([]);
    const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
    const found = violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
    expect(found, `${size.width}`).toEqual([]);
  }
}

/** Whoever has no mouse gets everywhere, and sees where. */
async function expectInReachOfTab(page: Page): Promise<void> {
  await page.evaluate(WATCH_FOCUS);
  const stops = await page.evaluate<number>('unreached.size');
  for (let tab = 0; tab <= stops + 1; tab += 1) await page.keyboard.press('Tab');
  expect(await page.evaluate('[...unreached].map(({ outerHTML }) => outerHTML)')).toEqual([]);
  expect(await page.evaluate('withoutRing')).toEqual([]);
}

/**
 * What people read and press, as far as it is wider than its place; and the page or a panel, if it scrolls sideways. The
 * design lets long ports, folded details, the notes of a run and the values of a table end in an ellipsis.
 */
const CUT_OFF = `(() => {
  const READ = 'button, label, h1, h2, h3, dt, dd, .clip, .word, summary, html, .config, .run-body, .res-body, .nothing';
  const MAY_BE_CUT = '.vh, .status .clip, summary .clip, .busy .fact, td';
  return [...document.querySelectorAll(READ)]
    .filter((element) => element.checkVisibility() && !element.closest(MAY_BE_CUT))
    .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
    .map((element) => element.outerHTML.slice(0, 200));
})()`;

/** Everything that a hand can press or fill in, and where the focus has been, with or without a ring around it. */
const WATCH_FOCUS = `(() => {
  const CONTROLS = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  const name = (element) => element.outerHTML.slice(0, 160);
  const scope = document.querySelector('dialog[open]') ?? document;
  const usable = (element) =>
    element.tabIndex >= 0 && !element.matches(':disabled, [inert], [inert] *') && element.checkVisibility() &&
    !(element.type === 'radio' && !element.checked);
  globalThis.unreached = new Set([...scope.querySelectorAll(CONTROLS)].filter(usable));
  globalThis.withoutRing = [];
  document.addEventListener('focusin', ({ target }) => {
    unreached.delete(target);
    if (!target.matches(':focus-visible') || getComputedStyle(target).boxShadow === 'none') {
      withoutRing.push(name(target));
    }
  });
  document.activeElement.blur();
})()`;
