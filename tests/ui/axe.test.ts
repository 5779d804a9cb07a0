import AxeBuilder from '@axe-core/playwright';
import { test, type Page } from '@playwright/test';

import { expect } from './expect.ts';
import { startFakeHost } from './fake-host.ts';
import { startUiBench } from './ui-bench.ts';
import { SCRIPTED_WALKS, WALKS } from './walks.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** The themes differ in their colours only. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

test.describe('no screen keeps anybody out (WCAG 2.2 AA), in both themes', () => {
  for (const walk of WALKS) {
    test(walk.name, async ({ page }) => {
      await using bench = await startUiBench(walk.bench);
      await page.goto(bench.link);
      await expectNoViolations(page, walk.states(page, bench));
    });
  }

  for (const walk of SCRIPTED_WALKS) {
    test(walk.name, async ({ page }) => {
      await using host = await startFakeHost(walk.answers);
      await page.goto(host.url);
      await expectNoViolations(page, walk.states(page, host));
    });
  }
});

async function expectNoViolations(page: Page, states: AsyncIterable<string>): Promise<void> {
  for await (const state of states) {
    await page.emulateMedia({ colorScheme: 'light' });
    await expectNone(new AxeBuilder({ page }).withTags(TAGS), `${state}, light`);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expectNone(new AxeBuilder({ page }).withRules(COLOUR_RULES), `${state}, dark`);
  }
}

async function expectNone(axe: AxeBuilder, where: string): Promise<void> {
  const { violations } = await axe.analyze();
  const found = violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
  expect(found, where).toEqual([]);
}
