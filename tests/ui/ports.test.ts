import { test } from '@playwright/test';

import { answers, PORTS, SETTINGS } from './bench.ts';
import { expect } from './expect.ts';
import { startFakeHost } from './fake-host.ts';

const FIRST_PORT = PORTS.slice(0, 1);

/** Whoever has no serial port at hand has only a script for them: what the program says is its script's. */
test('a port that appears is picked up, one that vanishes is missed at once', async ({ page }) => {
  await using host = await startFakeHost(
    answers({
      'prov:list-ports': () => ({ ok: true, value: [] }),
      'prov:get-settings': () => ({ ok: true, value: { ...SETTINGS, port: '' } }),
    }),
  );
  await page.goto(host.url);
  await expect(page.getByRole('heading', { name: 'No port found' })).toBeVisible();

  host.emit('prov:ports', FIRST_PORT);
  await expect(page.getByRole('combobox', { name: 'Port' })).toHaveValue('/dev/ttyUSB0');
  await expect(page.getByRole('banner')).toContainText('Ready');

  host.emit('prov:ports', []);
  await expect(page.getByRole('heading', { name: 'The port is not there' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Provision Device' })).toBeDisabled();
});

test('ports are listed with the bridges they are known by, and chosen with the arrow keys', async ({
  page,
}) => {
  await using host = await startFakeHost(answers());
  await page.goto(host.url);
  const port = page.getByRole('combobox', { name: 'Port' });
  await port.press('ArrowDown');
  const options = page.getByRole('listbox', { name: 'Ports' }).getByRole('option');
  await expect(options).toHaveText([/ttyUSB0.*CP210x/, /ttyUSB1.*CH340/]);
  await port.press('ArrowDown');
  await port.press('ArrowDown');
  await port.press('Enter');
  await expect(port).toHaveValue('/dev/ttyUSB1');
});

test('what a person types in the port field is all that is in it, whatever the program finds', async ({
  page,
}) => {
  const settings = Promise.withResolvers<undefined>();
  await using host = await startFakeHost(
    answers({
      'prov:list-ports': () => ({ ok: true, value: [] }),
      'prov:get-settings': async () => {
        await settings.promise;
        return { ok: true, value: SETTINGS };
      },
    }),
  );
  await page.goto(host.url);
  const port = page.getByRole('combobox', { name: 'Port' });
  await port.focus();
  await page.keyboard.type('rfc2217://');
  settings.resolve(undefined);
  await expect(page.getByLabel('SSID', { exact: true })).toHaveValue(SETTINGS.ssid);
  host.emit('prov:ports', FIRST_PORT);
  await port.press('ArrowDown');
  await expect(page.getByRole('listbox', { name: 'Ports' }).getByRole('option')).toHaveCount(1);
  await page.keyboard.type('bench:4000');
  await expect(port).toHaveValue('rfc2217://bench:4000');
});
