import { test as scripted, type Page } from '@playwright/test';

import { button, expectPass, field } from './acts.ts';
import { answers, failure, PASSED, progressUntil, RUN } from './bench.ts';
import { expect } from './expect.ts';
import { startFakeHost, type FakeHost } from './fake-host.ts';
import { runUntil } from './scripted-run.ts';
import { filledIn, WIFI } from './ui-bench.ts';
import { test } from './ui-test.ts';

const QUESTION = 'Cancel while the board is being written?';

async function startWriting(page: Page, host: FakeHost): Promise<void> {
  await page.goto(host.url);
  await runUntil(page, host, progressUntil('flash-nvs', 0.5));
}

scripted(
  'Esc while the board is written asks, and Keep running goes on to PASS',
  async ({ page }) => {
    await using host = await startFakeHost(answers());
    await startWriting(page, host);
    await page.keyboard.press('Escape');
    const dialog = page.getByRole('dialog', { name: QUESTION });
    await expect(dialog).toContainText('Cancelling now leaves NVS half written.');
    await expect(button(page, 'Keep running')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    host.emit('prov:complete', PASSED);
    await expectPass(page);
  },
);

scripted(
  'a run that is cancelled while it writes says what it has left behind',
  async ({ page }) => {
    const cancelled: unknown[] = [];
    await using host = await startFakeHost(
      answers({
        'prov:cancel': (payload) => {
          cancelled.push(payload);
          return { ok: true, value: null };
        },
      }),
    );
    await startWriting(page, host);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    await expect(button(page, 'Cancel the run')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(button(page, 'Cancelling…')).toBeVisible();
    await expect.poll(() => cancelled).toEqual([{ runId: RUN }]);
    host.emit(
      'prov:error',
      failure('cancelled', '', { step: 'flash-nvs', deviceState: 'partial', recordId: 'r1' }),
    );
    await expect(page.getByText('STOPPED', { exact: true })).toBeVisible();
    await expect(page.getByText('NVS is half written', { exact: true })).toBeVisible();
  },
);

test.describe('a board that waits for an address', () => {
  test.use({
    benchOptions: {
      settings: filledIn,
      profile: { name: 'patient', wifi: { joinTimeoutMs: 600_000 } },
      device: { wifi: { ...WIFI, withoutDhcp: true } },
    },
  });

  test('is let go at once, and the next run ends the job with the same identity', async ({
    page,
    bench,
  }) => {
    await field(page, 'Password').fill(WIFI.password);
    await button(page, 'Provision Device').click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Configuring Wi-Fi');
    await page.keyboard.press('Escape');
    await expect(page.getByText('STOPPED', { exact: true })).toBeVisible();
    const state = 'The board is provisioned; only Wi-Fi is not confirmed';
    await expect(page.getByText(state, { exact: true })).toBeVisible();

    await bench.plugNext({ wifi: WIFI });
    await button(page, 'Try again').click();
    await expectPass(page);
    expect(bench.ca.received()).toHaveLength(1);
  });
});
