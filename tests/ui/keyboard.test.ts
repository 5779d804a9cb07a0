import { test } from '@playwright/test';

import type { DeviceRecord } from '../../src/contract/record.ts';
import { stepsOfRun } from '../../src/contract/run.ts';
import { button, field, fold } from './acts.ts';
import { answers, DEVICE, failure, progressUntil, recordsUntil, RUN } from './bench.ts';
import { expect } from './expect.ts';
import { startFakeHost } from './fake-host.ts';
import { keyboard } from './hands.ts';
import { fillPassword, runUntil } from './scripted-run.ts';

test('the first Tab leads past the bar, arrow keys from view to view', async ({ page }) => {
  await using host = await startFakeHost(answers());
  await page.goto(host.url);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the main area' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();

  await button(page, 'Workbench').focus();
  await page.keyboard.press('ArrowRight');
  await expect(button(page, 'History')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('History');
});

test('a port is found in the list, taken, and looked for again', async ({ page }) => {
  await using host = await startFakeHost(answers());
  await page.goto(host.url);
  await expect(page.getByRole('banner')).toContainText('Ready'); // the ports are known
  const port = page.getByRole('combobox', { name: 'Port' });
  await keyboard.fill(port, 'rfc2217://bench:4000');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  const options = page.getByRole('listbox', { name: 'Ports' }).getByRole('option');
  await expect(options.and(page.getByRole('option', { selected: true }))).toContainText('ttyUSB1');
  await page.keyboard.press('Enter');
  await expect(port).toHaveValue('/dev/ttyUSB1');
  await expect(page.getByRole('listbox')).toBeHidden();

  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('listbox')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('listbox')).toBeHidden();
  await expect(port).toBeFocused();
});

test.describe('Enter starts', () => {
  let detections = 0;
  let runs = 0;
  const counted = answers({
    'prov:detect-chip': () => {
      detections += 1;
      return { ok: true, value: DEVICE };
    },
    'prov:provision-device': () => {
      runs += 1;
      return { ok: true, value: { runId: RUN, steps: stepsOfRun({}) } };
    },
  });
  test.beforeEach(() => {
    detections = 0;
    runs = 0;
  });

  test('after Detect and Test with the mouse', async ({ page }) => {
    await using host = await startFakeHost(counted);
    await page.goto(host.url);
    await button(page, 'Detect').click();
    await expect(page.getByRole('main')).toBeFocused(); // something is still missing
    await fillPassword(page);
    await button(page, 'Test').click();
    await expect(button(page, 'Provision Device')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Starting…');
    await expect.poll(() => ({ detections, runs })).toEqual({ detections: 1, runs: 1 });
  });

  test('after a click on the tab where one is', async ({ page }) => {
    await using host = await startFakeHost(counted);
    await page.goto(host.url);
    await fillPassword(page);
    await expect(button(page, 'Provision Device')).toBeEnabled();
    await button(page, 'Workbench').click();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Starting…');
    await expect.poll(() => runs).toBe(1);
  });

  test('not from a button that the keyboard has reached: that one is pressed', async ({ page }) => {
    await using host = await startFakeHost(counted);
    await page.goto(host.url);
    await fillPassword(page);
    await expect(button(page, 'Provision Device')).toBeEnabled();
    await button(page, 'Detect').press('Enter');
    await expect(field(page, 'Board')).toContainText('A0:B1:C2:D3:E4:F5');
    await expect(button(page, 'Detect')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect.poll(() => detections).toBe(2);
    expect(runs).toBe(0);
  });
});

test('a failure: the next act has the focus, what is folded opens, and the form is where one was', async ({
  page,
}) => {
  await using host = await startFakeHost(answers());
  await page.goto(host.url);
  await keyboard.fill(field(page, 'SSID'), 'ProductionWiFi');
  await runUntil(page, host, progressUntil('register', 0.4));
  host.emit('prov:error', failure('ca-unreachable', 'refused', { step: 'register' }));
  await expect(button(page, 'Try again')).toBeFocused();

  await keyboard.press(fold(page, 'Details'));
  await expect(page.getByRole('region', { name: 'Log of the run' })).toBeVisible();
  await keyboard.press(fold(page, 'If it still fails'));
  await expect(page.getByText('Ask the administrator whether the CA is running.')).toHaveCount(1);
  await keyboard.press(button(page, 'Edit configuration'));
  await expect(field(page, 'Password')).toBeFocused();
});

test('what is typed as soon as the page is seen arrives whole', async ({ page }) => {
  // React puts off to a message what need not be done before the browser paints; here that comes a second later.
  await page.addInitScript(`
    const { postMessage } = MessagePort.prototype;
    MessagePort.prototype.postMessage = function (message) {
      setTimeout(() => postMessage.call(this, message), 1_000);
    };
  `);
  await using host = await startFakeHost(answers());
  await page.goto(host.url);
  const ssid = field(page, 'SSID');
  await ssid.focus();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('Typed at once');
  await expect(ssid).toHaveValue('Typed at once');
});

test('History: one searches while the records are still being read', async ({ page }) => {
  const records = Promise.withResolvers<DeviceRecord[]>();
  await using host = await startFakeHost(
    answers({ 'prov:list-records': async () => ({ ok: true, value: await records.promise }) }),
  );
  await page.goto(host.url);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+3');
  await page.keyboard.press('ControlOrMeta+F');
  await page.keyboard.type('e003');
  await expect(page.getByText('Reading the records.')).toBeVisible();

  records.resolve(recordsUntil(Date.now(), 9));
  await expect(page.getByRole('button', { name: /^Record of/ })).toHaveCount(1);
  await expect(page.getByRole('searchbox')).toBeFocused();
  await expect(page.getByRole('searchbox')).toHaveValue('e003');
});

test('History: found, opened, saved and closed without a mouse', async ({ page }) => {
  const saved: unknown[] = [];
  await using host = await startFakeHost(
    answers({
      'prov:save-credentials': (payload) => {
        saved.push(payload);
        return { ok: true, value: { status: 'saved', name: 'board.csv' } };
      },
    }),
  );
  await page.goto(host.url);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+3');
  await page.keyboard.press('ControlOrMeta+F');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('a0b1c2d3');

  const rows = page.getByRole('button', { name: /^Record of/ });
  await keyboard.press(button(page, 'Fail'));
  await expect(button(page, 'Fail')).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('ArrowLeft');
  await expect(button(page, 'Pass')).toBeFocused();
  await page.keyboard.press('Enter');
  await rows.first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('heading', { name: 'Identity' })).toBeVisible();

  const save = button(page, 'Save Credentials…');
  await keyboard.press(save);
  await expect(page.getByRole('dialog')).toBeVisible();
  await expect(page.getByRole('radio', { name: /JSON/ })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'Saved as board.csv.' })).toBeVisible();
  expect(saved).toMatchObject([{ format: 'csv' }]);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(save).toBeFocused();

  await rows.nth(1).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('heading', { name: 'Identity' })).toBeHidden();
  await keyboard.press(button(page, 'Older'));
  await expect(page.getByText(/^Records 51 to/)).toBeVisible();
});
