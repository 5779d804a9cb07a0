import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import type { ChipName } from '../../src/contract/chip.ts';
import { APP_OFFSET, firmwareSet, writeFiles } from '../wire/firmware-set.ts';
import { button, expectPass, field, fillIn, fold } from './acts.ts';
import { expect } from './expect.ts';
import { mouse } from './hands.ts';
import { test } from './ui-test.ts';

const SMALL = { appSize: 0x4000 };

/** A build folder on the disk of the person, removed in the end. */
async function buildFolder(chip: ChipName): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'ui-build-'));
  await writeFiles(path, firmwareSet(chip, SMALL).files);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

async function chooseFolder(page: Page, path: string): Promise<void> {
  const choosing = page.waitForEvent('filechooser');
  await button(page, 'Choose build folder…').click();
  await (await choosing).setFiles(path);
}

async function chooseBin(page: Page, buffer: Buffer): Promise<void> {
  const choosing = page.waitForEvent('filechooser');
  await button(page, 'Choose .bin…').click();
  await (await choosing).setFiles({ name: 'app.bin', mimeType: 'x', buffer });
}

test.describe('an erased board', () => {
  test.use({ benchOptions: { device: { firmware: 'no-firmware' } } });

  test('gets its firmware and its identity in one run; the next run finds the firmware there', async ({
    page,
    bench,
  }) => {
    await using build = await buildFolder('esp32s3');
    await fillIn(page, mouse, bench);
    await fold(page, 'Firmware').click();
    await chooseFolder(page, build.path);
    await expect(fold(page, 'Firmware')).toContainText('flasher_args.json');
    await expect(page.getByText('For the ESP32-S3. Flashed before NVS.')).toBeVisible();
    await fold(page, '3 parts').click();
    await expect(page.getByText('partition_table/partition-table.bin')).toBeVisible();
    const planned = page.getByRole('listitem').filter({ hasText: 'Flash firmware' });
    await expect(planned).toContainText('What the board does not hold yet');

    await button(page, 'Provision Device').click();
    await expectPass(page);
    const proof = page.getByRole('listitem').filter({ hasText: 'Firmware on the board' });
    await expect(proof).toContainText('written and verified');
    await expect(page.getByText('flasher_args.json', { exact: true })).toBeVisible();
    const { files } = firmwareSet('esp32s3', SMALL);
    const app = Buffer.from(files.get('app.bin') ?? []);
    expect(app.equals(bench.device.board.flash.read(APP_OFFSET, app.length))).toBe(true);

    await button(page, 'Provision next').click();
    await expectPass(page);
    await expect(proof).toContainText('equal already');
  });
});

test('a firmware of another chip is told beforehand, and refused with the board as it is', async ({
  page,
  bench,
}) => {
  await using build = await buildFolder('esp32c3');
  await fillIn(page, mouse, bench);
  await fold(page, 'Firmware').click();
  await button(page, 'Detect').click();
  await chooseFolder(page, build.path);
  await expect(page.getByText('For the ESP32-C3, not for the ESP32-S3.')).toBeVisible();
  await button(page, 'Provision Device').click();
  await expect(page.getByText('Code firmware-wrong-chip')).toBeVisible();
  await expect(page.getByText('Nothing was changed', { exact: true })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Choose the firmware file' })).toBeVisible();

  await button(page, 'Edit configuration').click();
  await button(page, 'Clear the firmware').click();
  await button(page, 'Provision Device').click();
  await expectPass(page);
});

test('an app alone goes to the address that was typed', async ({ page }) => {
  const app = Buffer.from(firmwareSet('esp32s3', SMALL).files.get('app.bin') ?? []);
  await fold(page, 'Firmware').click();
  await field(page, 'Address').fill('where?');
  await chooseBin(page, app);
  await expect(page.getByText('Use a hex number, for example 0x20000.')).toBeVisible();
  await field(page, 'Address').fill('0x20000');
  await chooseBin(page, app);
  await fold(page, '1 part').click();
  await expect(page.getByText('0x20000', { exact: true })).toBeVisible();
});

test('a file that is no firmware, and a folder without a list, are refused with the reason', async ({
  page,
}) => {
  await fold(page, 'Firmware').click();
  await chooseBin(page, Buffer.from('no firmware'));
  await expect(
    page.getByText('The firmware file cannot be used: app.bin holds neither'),
  ).toBeVisible();
  await using build = await buildFolder('esp32s3');
  await chooseFolder(page, join(build.path, 'bootloader'));
  await expect(
    page.getByText('This folder has no flasher_args.json and no manifest.json.'),
  ).toBeVisible();
});

test('a run without an identity flashes no firmware', async ({ page, bench }) => {
  await using build = await buildFolder('esp32s3');
  await fillIn(page, mouse, bench);
  await fold(page, 'Firmware').click();
  await chooseFolder(page, build.path);
  await field(page, 'Include credentials').click();
  await expect(page.getByText('Not flashed, Include credentials is off.')).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'Flash firmware' })).toHaveCount(0);
});
