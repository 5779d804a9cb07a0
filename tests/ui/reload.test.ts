import { test as scripted } from '@playwright/test';

import type { CurrentRun } from '../../src/contract/current-run.ts';
import { button, expectPass, field } from './acts.ts';
import { answers, PASSED, progressUntil, RUN } from './bench.ts';
import { expect } from './expect.ts';
import { startFakeHost } from './fake-host.ts';
import { filledIn, WIFI } from './ui-bench.ts';
import { test } from './ui-test.ts';

const WRITING: CurrentRun = {
  runId: RUN,
  asked: {
    includeCredentials: true,
    configureWifi: false,
    firmware: null,
    wifiOnlyBy: 'dialogue',
  },
  elapsedMs: 3_400,
  steps: progressUntil('flash-nvs', 0.5),
  log: [{ source: 'device', text: 'told before', at: '2026-11-26T10:42:02.318Z' }],
  end: null,
};

scripted(
  'a page that is loaded while NVS is written shows the run and its log, and leads to its PASS',
  async ({ page }) => {
    await using host = await startFakeHost(
      answers({ 'prov:current-run': () => ({ ok: true, value: WRITING }) }),
    );
    await page.goto(host.url);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Flashing NVS');
    await expect(page.getByText('Locked while a run is in progress')).toBeVisible();
    await expect(button(page, 'Provision Device')).toBeHidden();
    await expect(page.getByText('Configure Wi-Fi is off', { exact: true })).toBeVisible();
    await expect(page.getByText('told before')).toBeVisible();

    host.emit('prov:complete', PASSED);
    await expectPass(page);
  },
);

const TWO_FRAMES =
  'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';

scripted('nothing can be pressed before it is known whether a run goes on', async ({ page }) => {
  const known = Promise.withResolvers<CurrentRun>();
  const asked = Promise.withResolvers<boolean>();
  await using host = await startFakeHost(
    answers({
      'prov:current-run': async () => {
        asked.resolve(true);
        return { ok: true, value: await known.promise };
      },
    }),
  );
  await page.goto(host.url);
  await asked.promise;
  await page.evaluate(TWO_FRAMES);
  await expect(page.getByRole('button')).toHaveCount(0);
  known.resolve(WRITING);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Flashing NVS');
});

test.describe('a board that waits for an address', () => {
  test.use({
    benchOptions: {
      settings: filledIn,
      profile: { name: 'patient', wifi: { joinTimeoutMs: 600_000 } },
      device: { wifi: { ...WIFI, withoutDhcp: true } },
    },
  });

  test('is still at work after a reload, is let go, and its verdict stays until it is left', async ({
    page,
  }) => {
    const title = page.getByRole('heading', { level: 1 });
    await field(page, 'Password').fill(WIFI.password);
    await button(page, 'Provision Device').click();
    await expect(title).toHaveText('Configuring Wi-Fi');

    await page.reload();
    await expect(title).toHaveText('Configuring Wi-Fi');
    await expect(page.getByText('65,536 of 65,536 bytes equal')).toBeVisible();
    await page.keyboard.press('ControlOrMeta+L');
    await expect(page.getByRole('region', { name: 'Log of the run' })).toContainText('AT+WIFI');
    await page.keyboard.press('Escape');
    await expect(page.getByText('STOPPED', { exact: true })).toBeVisible();

    await page.reload();
    await expect(page.getByText('STOPPED', { exact: true })).toBeVisible();
    await button(page, 'Edit configuration').click();
    await expect(button(page, 'Provision Device')).toBeVisible();
    await page.reload();
    await expect(button(page, 'Provision Device')).toBeVisible();
  });
});
