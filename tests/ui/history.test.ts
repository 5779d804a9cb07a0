import { parse } from 'csv-parse/sync';

import { DeviceRecord } from '../../src/contract/record.ts';
import { button, downloaded, expectPass, fillIn, saveCredentials } from './acts.ts';
import { expect } from './expect.ts';
import { mouse } from './hands.ts';
import { MAC, UUID } from './ui-bench.ts';
import { test } from './ui-test.ts';

const OTHER_MAC = 'A0:B1:C2:D3:E4:00';

test('without records History says how they come about', async ({ page }) => {
  await button(page, 'History').click();
  await expect(page.getByRole('heading', { name: 'No records yet' })).toBeVisible();
});

test.describe('with two devices on record', () => {
  test.beforeEach(async ({ page, bench }) => {
    await fillIn(page, mouse, bench);
    await button(page, 'Provision Device').click();
    await expectPass(page);
    await bench.plugNext({ mac: OTHER_MAC });
    await button(page, 'Provision next').click();
    await expect(page.getByRole('main')).toContainText(OTHER_MAC);
    await expectPass(page);
    await page.keyboard.press('ControlOrMeta+3');
  });

  test('a search finds a MAC in any spelling, a UUID and a date', async ({ page }) => {
    const rows = page.getByRole('table').getByRole('button', { name: /^Record of/ });
    const date = new Intl.DateTimeFormat('sv-SE').format(new Date());
    await expect(rows).toHaveCount(2);
    for (const query of [MAC, 'a0-b1-c2-d3-e4-f5', 'e4f5', UUID, UUID.slice(0, 8)]) {
      await page.getByRole('searchbox').fill(query);
      await expect(rows).toHaveCount(1);
      await expect(rows).toHaveAccessibleName(`Record of ${MAC}`);
    }
    await page.getByRole('searchbox').fill(date);
    await expect(rows).toHaveCount(2);
    await page.getByRole('searchbox').fill('ff:ff:ff');
    await button(page, 'Clear filters').click();
    await expect(rows).toHaveCount(2);
  });

  test('all records leave as CSV and as JSONL, without secrets', async ({ page, bench }) => {
    const csv = await downloaded(page, () => button(page, 'Export CSV…').click());
    const jsonl = await downloaded(page, () => button(page, 'Export JSONL…').click());
    const macs = [OTHER_MAC, MAC].map((mac) => mac.replaceAll(':', ''));
    expect(parse(csv, { columns: true })).toHaveLength(2);
    const records = jsonl
      .trim()
      .split('\n')
      .map((line) => DeviceRecord.parse(JSON.parse(line)));
    expect(records.map(({ mac }) => mac).toSorted()).toEqual(macs);
    for (const { psk } of bench.ca.registrations()) {
      expect(csv).not.toContain(psk);
      expect(jsonl).not.toContain(psk);
    }
  });

  test('a record opens in its place, and its credentials can be saved from there', async ({
    page,
    bench,
  }) => {
    await page.getByRole('button', { name: `Record of ${MAC}` }).press('ArrowRight');
    await expect(page.getByRole('heading', { name: 'Identity' })).toBeVisible();
    await expect(page.getByRole('table')).toContainText(UUID);
    const { uuid, psk } = await saveCredentials(page, mouse);
    expect(bench.ca.registrations()).toContainEqual(expect.objectContaining({ uuid, psk }));
  });

  test('a board that was provisioned before says so, with the date', async ({ page }) => {
    await page.keyboard.press('ControlOrMeta+1');
    await button(page, 'Edit configuration').click();
    await button(page, 'Detect').click();
    const today = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' }).format(new Date());
    await expect(page.getByLabel('Board', { exact: true })).toContainText(today);
  });
});
