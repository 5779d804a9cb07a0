import { test } from '@playwright/test';

import { wireError } from '../../src/contract/errors.ts';
import { button, field } from './acts.ts';
import { answers } from './bench.ts';
import { expect } from './expect.ts';
import { startFakeHost } from './fake-host.ts';

const NETWORKS = [
  { ssid: 'Guest', rssi: -80, secured: false },
  { ssid: 'Hall 6', rssi: -41, secured: true },
  { ssid: 'Hall 6', rssi: -70, secured: true },
  { ssid: '', rssi: -50, secured: true },
];

test('the networks that the board sees are offered in the SSID field, the strongest first', async ({
  page,
}) => {
  await using host = await startFakeHost(
    answers({
      'prov:scan-wifi': () => ({ ok: true, value: { dialect: 'improv', networks: NETWORKS } }),
    }),
  );
  await page.goto(host.url);
  await button(page, 'Scan').click();
  await expect(page.getByText('The board sees 2 networks.')).toBeVisible();
  const listId = await field(page, 'SSID').getAttribute('list');
  const options = page.locator(`#${listId} option`);
  const offered = [];
  for (const option of await options.all()) {
    offered.push([await option.getAttribute('value'), await option.textContent()]);
  }
  expect(offered).toEqual([
    ['Hall 6', '-41\u00a0dBm, with password'],
    ['Guest', '-80\u00a0dBm, open'],
  ]);
});

test('a firmware that lists no networks is named, and the SSID can be typed', async ({ page }) => {
  const error = wireError('wifi-no-scan', '');
  await using host = await startFakeHost(
    answers({ 'prov:scan-wifi': () => ({ ok: false, error }) }),
  );
  await page.goto(host.url);
  await button(page, 'Scan').click();
  await expect(page.getByText(error.title)).toBeVisible();
  await expect(field(page, 'SSID')).toBeEnabled();
});
