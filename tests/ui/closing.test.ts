import { test, type Page } from '@playwright/test';

import type { SavedPartition } from '../../src/contract/nvs.ts';
import { DIFFERENCE, PARTITION } from '../unit/renderer/partition.ts';
import { button } from './acts.ts';
import { answers, progressUntil } from './bench.ts';
import { expect } from './expect.ts';
import { startFakeHost } from './fake-host.ts';
import { runUntil } from './scripted-run.ts';

const ok = <T>(value: T) => ({ ok: true, value }) as const;
const never = new Promise<never>(() => undefined);

const KEPT: SavedPartition = {
  mac: 'A0B1C2D3E4F5',
  chip: 'esp32s3',
  offset: 0xa20000,
  size: 0x10000,
  savedAt: '2026-11-26T10:42:02.318Z',
};

test('a page at rest is closed without a question, one with a run is not', async ({ page }) => {
  await using host = await startFakeHost(answers());
  await page.goto(host.url);
  expect(await asksBeforeClosing(page)).toBe(false);
  await runUntil(page, host, progressUntil('connect', 0));
  expect(await asksBeforeClosing(page)).toBe(true);
});

test('NVS that is only read may be left, NVS that is written is asked about', async ({ page }) => {
  await using host = await startFakeHost(
    answers({
      'prov:nvs-show': () => ok(PARTITION),
      'prov:nvs-diff': () => ok(DIFFERENCE),
      'prov:nvs-set': () => never,
    }),
  );
  await page.goto(host.url);
  await button(page, 'NVS').click();
  await button(page, 'Read NVS').click();
  await button(page, 'Remove boots').click();
  expect(await asksBeforeClosing(page)).toBe(false);
  await button(page, 'Write 3 keys').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Writing 3 keys');
  expect(await asksBeforeClosing(page)).toBe(true);
});

test('so is a restore', async ({ page }) => {
  await using host = await startFakeHost(
    answers({
      'prov:nvs-list-restores': () => ok([KEPT]),
      'prov:nvs-restore': () => never,
    }),
  );
  await page.goto(host.url);
  await button(page, 'Restore').click();
  await expect(button(page, 'Restoring…')).toBeVisible();
  expect(await asksBeforeClosing(page)).toBe(true);
});

/** What the browser itself asks the page before it lets it go. */
async function asksBeforeClosing(page: Page): Promise<boolean> {
  return await page.evaluate<boolean>(BEFORE_UNLOAD);
}

const BEFORE_UNLOAD = `!dispatchEvent(new Event('beforeunload', { cancelable: true }))`;
