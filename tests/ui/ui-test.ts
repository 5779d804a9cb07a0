import { test as base } from '@playwright/test';

import { expect } from './expect.ts';
import { startUiBench, type UiBench, type UiBenchOptions } from './ui-bench.ts';

interface UiFixtures {
  /** What is different on the bench of a test. */
  benchOptions: UiBenchOptions;
  bench: UiBench;
}

/** A test with a bench of its own, and a page that has opened its link. Whatever the page complains about fails it. */
export const test = base.extend<UiFixtures>({
  benchOptions: [{}, { option: true }],
  bench: async ({ benchOptions }, use) => {
    await using bench = await startUiBench(benchOptions);
    await use(bench);
  },
  page: async ({ page, bench }, use) => {
    const complaints: string[] = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    await page.goto(bench.link);
    await use(page);
    expect(complaints).toEqual([]);
  },
});
