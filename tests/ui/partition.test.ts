import { button, expectPass, field, fillIn, fold } from './acts.ts';
import { expect } from './expect.ts';
import { mouse } from './hands.ts';
import { test } from './ui-test.ts';
import { savedSettings } from './ui-bench.ts';

const ELSEWHERE = '0x300000'; // in the flash, in no partition

test('after Detect a partition is chosen by its label, and remembered by it', async ({
  page,
  bench,
}) => {
  await fillIn(page, mouse, bench);
  await button(page, 'Detect').click();
  await expect(field(page, 'Partition').locator('option')).toHaveText([
    'By offset and size',
    'nvs, 0x9000, 24 KiB',
    'prov_nvs, 0xA20000, 64 KiB',
  ]);
  await field(page, 'Partition').selectOption('prov_nvs');
  await expect(field(page, 'Offset')).toBeDisabled();
  await expect(page.getByText('64 KiB, as in the partition table of this board.')).toBeVisible();
  await expect.poll(() => savedSettings(bench)).toContain('"partition": "prov_nvs"');
  await button(page, 'Provision Device').click();
  await expectPass(page);

  await button(page, 'Edit configuration').click();
  await expect(field(page, 'Partition')).toHaveValue('prov_nvs');
  await field(page, 'Partition').selectOption('By offset and size');
  await expect(field(page, 'Offset')).toBeEnabled();
});

test('a region outside of every NVS partition is refused, and written where a developer says so', async ({
  page,
  bench,
}) => {
  await fillIn(page, mouse, bench);
  await field(page, 'Offset').fill(ELSEWHERE);
  await button(page, 'Provision Device').click();
  await expect(page.getByText('Code partition-mismatch')).toBeVisible();

  await button(page, 'Edit configuration').click();
  await fold(page, 'Developer: partition check').click();
  await expect(page.getByText('What lies there is overwritten.')).toBeVisible();
  await field(page, 'Write there even if it is no NVS partition').check();
  await button(page, 'Provision Device').click();
  await expectPass(page);
  await expect(
    page.getByText('The settings lie at 0x300000, which is no NVS partition of this device.'),
  ).toBeVisible();
});

test('no override opens what the board starts from', async ({ page, bench }) => {
  await fillIn(page, mouse, bench);
  await field(page, 'Offset').fill('0x20000');
  await fold(page, 'Developer: partition check').click();
  await field(page, 'Write there even if it is no NVS partition').check();
  await button(page, 'Provision Device').click();
  await expect(page.getByText('Code region-protected')).toBeVisible();
});
