import type { Page } from '@playwright/test';

import { button, expectPass, field, fillIn } from './acts.ts';
import { expect } from './expect.ts';
import { mouse } from './hands.ts';
import { test } from './ui-test.ts';

const HIDDEN_AFTER_MS = 30_000;
const COPIED_FOR_MS = 2_000;
const A_DAY_MS = 86_400_000; // the clock of the page only goes forward

test.describe('after a PASS', () => {
  test.beforeEach(async ({ page, bench }) => {
    await page.clock.install();
    await fillIn(page, mouse, bench);
    await button(page, 'Provision Device').click();
    await expectPass(page);
  });

  test('the PSK is dots until it is asked for, and again when it is hidden', async ({
    page,
    bench,
  }) => {
    const psk = bench.ca.registrations()[0]?.psk ?? '';
    expect(psk).toHaveLength(64);
    await expect(page.locator('html')).not.toContainText(psk);
    await button(page, 'Show PSK').click();
    await expect(page.getByRole('main')).toContainText(psk);
    await page.keyboard.press('Escape');
    await expect(page.locator('html')).not.toContainText(psk);
  });

  test('a PSK that is shown hides by itself', async ({ page, bench }) => {
    const psk = bench.ca.registrations()[0]?.psk ?? '';
    await button(page, 'Show PSK').click();
    await expect(page.getByRole('main')).toContainText(psk);
    await page.clock.runFor(HIDDEN_AFTER_MS);
    await expect(page.locator('html')).not.toContainText(psk);
  });

  test('what was skipped is shown as skipped', async ({ page }) => {
    await button(page, 'Edit configuration').click();
    await field(page, 'Configure Wi-Fi').click();
    await button(page, 'Provision Device').click();
    await expect(page.getByRole('listitem').filter({ hasText: 'IP address seen' })).toContainText(
      'Skipped',
    );
  });
});

test.describe('the clipboard', () => {
  test.use({ permissions: ['clipboard-write'] });

  test('takes the UUID by its keys, and the PSK without showing it', async ({ page, bench }) => {
    await fillIn(page, mouse, bench);
    await button(page, 'Provision Device').click();
    await expectPass(page);
    const { uuid = '', psk = '' } = bench.ca.registrations()[0] ?? {};

    await page.keyboard.press('ControlOrMeta+Shift+C');
    await expect.poll(() => pasted(page)).toBe(uuid);
    await button(page, 'Workbench PASS').click();
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + A_DAY_MS); // so that "Copied" stays
    await button(page, 'Copy PSK').click();
    await expect(page.getByRole('status').filter({ hasText: 'Copied' })).toBeAttached();
    await expect(page.locator('html')).not.toContainText(psk);
    await expect.poll(() => pasted(page)).toBe(psk);
  });

  test('Copy says for two seconds that it did', async ({ page, bench }) => {
    await page.clock.install();
    await fillIn(page, mouse, bench);
    await button(page, 'Provision Device').click();
    await expectPass(page);
    await page.clock.pauseAt(Date.now() + A_DAY_MS);
    await button(page, 'Copy UUID').click();
    const copied = page.getByRole('status').filter({ hasText: 'Copied' });
    await expect(copied).toBeAttached();
    await page.clock.runFor(COPIED_FOR_MS);
    await expect(copied).not.toBeAttached();
  });

  test('takes the diagnostics of a failure: its code and its log, no secret', async ({
    page,
    bench,
  }) => {
    await fillIn(page, mouse, bench);
    await field(page, 'Password').fill('WrongPass123');
    await button(page, 'Provision Device').click();
    await button(page, 'Copy diagnostics').click();
    await expect.poll(() => pasted(page)).toContain('wifi-wrong-password');
    const text = await pasted(page);
    expect(text).toContain('4WAY_HANDSHAKE_TIMEOUT');
    for (const secret of ['WrongPass123', bench.ca.registrations()[0]?.psk ?? '']) {
      expect(text).not.toContain(secret);
    }
  });
});

/** The page itself may not read the clipboard; a person pastes it. */
async function pasted(page: Page): Promise<string> {
  await button(page, 'History').click();
  await page.getByRole('searchbox').fill('');
  await page.getByRole('searchbox').press('ControlOrMeta+V');
  return await page.getByRole('searchbox').inputValue();
}
