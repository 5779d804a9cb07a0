import type { Page } from '@playwright/test';

import { decodeNvs } from '../../embedded/nvs_partition_gen/decode-nvs.ts';
import { editNvs } from '../../embedded/nvs_partition_gen/edit-nvs.ts';
import type { NvsEntry } from '../../embedded/nvs_partition_gen/nvs-entry.ts';
import { button, expectPass, field, fillIn } from './acts.ts';
import { expect } from './expect.ts';
import { mouse } from './hands.ts';
import { MAC, startUiBench, WIFI, type UiBench } from './ui-bench.ts';
import { test } from './ui-test.ts';

const REGION = { offset: 0xa20000, size: 0x10000 };
const SHOWN_FOR_MS = 30_000;

test.beforeEach(async ({ page, bench }) => {
  await fillIn(page, mouse, bench);
  await button(page, 'Provision Device').click();
  await expectPass(page);
  firmwareWrites(bench);
  await page.keyboard.press('ControlOrMeta+4');
  await button(page, 'Read NVS').click();
  await expect(heading(page)).toHaveText('6 keys on the device');
});

test('the keys of a board, its own namespace first, secrets one by one', async ({
  page,
  bench,
}) => {
  const rows = page.getByRole('table').getByRole('row');
  await expect(rows.nth(1)).toHaveText(/^deviceprovision/);
  await expect(page.getByRole('row', { name: /^app/ })).toContainText('1 key of the firmware');
  const [registration] = bench.ca.registrations();
  const psk = registration?.psk ?? '';
  await expect(page.getByRole('main')).not.toContainText(psk);

  await page.clock.install();
  await button(page, 'Show psk').click();
  await expect(row(page, 'psk')).toContainText(psk);
  await button(page, 'Show wifi_password').click();
  await expect(row(page, 'wifi_password')).toContainText(WIFI.password);
  await expect(page.getByRole('main')).not.toContainText(psk);
  await page.clock.runFor(SHOWN_FOR_MS);
  await expect(page.getByRole('main')).not.toContainText(WIFI.password);
});

test('a value is changed, one is added, one goes; all others stay, and that is checked', async ({
  page,
  bench,
}) => {
  const before = valuesOn(bench);
  await button(page, 'Edit wifi_ssid').click();
  await field(page, 'Value').fill('Line 6, hall "B"');
  await button(page, 'Take over').click();
  await button(page, 'Add a key…').click();
  await field(page, 'Namespace').fill('app');
  await field(page, 'Key').fill('timezone');
  await field(page, 'Value').fill('Europe/Berlin');
  await page.keyboard.press('Enter');
  await button(page, 'Remove device_cert').click();

  await expect(heading(page)).toHaveText('3 of 7 keys will change');
  await expect(row(page, 'wifi_ssid')).toContainText('Changes');
  await expect(row(page, 'wifi_ssid')).toContainText(WIFI.ssid);
  await expect(row(page, 'wifi_ssid')).toContainText('Line 6, hall "B"');
  await expect(row(page, 'timezone')).toContainText('Added');
  await expect(row(page, 'device_cert')).toContainText('Removed');
  await expect(page.getByText('The 4 other keys stay equal byte for byte.')).toBeVisible();
  expect(valuesOn(bench)).toEqual(before);

  await button(page, 'Write 3 keys').click();
  await expect(heading(page)).toHaveText('3 keys written and verified');
  await expect(
    page.getByText('Every byte was read back. The 4 other keys are equal byte for byte.'),
  ).toBeVisible();
  const { 'deviceprovision.device_cert': _gone, ...kept } = before;
  expect(valuesOn(bench)).toEqual({
    ...kept,
    'deviceprovision.wifi_ssid': 'Line 6, hall "B"',
    'app.timezone': 'Europe/Berlin',
  });
});

test('what is typed at once is the new value, or the name of the new key', async ({ page }) => {
  await button(page, 'Edit boots').click();
  await page.keyboard.type('42');
  await page.keyboard.press('Enter');
  await expect(row(page, 'boots')).toContainText('42');
  await button(page, 'Edit wifi_password').click();
  await expect(field(page, 'Value')).toBeFocused();
  await page.keyboard.press('Escape');
  await button(page, 'Add a key…').click();
  await expect(field(page, 'Key')).toBeFocused();
});

test('a value that does not fit its type is refused with a sentence, and nothing is written', async ({
  page,
  bench,
}) => {
  const before = valuesOn(bench);
  await button(page, 'Edit boots').click();
  await field(page, 'Value').fill('four');
  await button(page, 'Take over').click();
  await expect(page.getByRole('dialog')).toContainText('The value does not fit its type');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(heading(page)).toHaveText('6 keys on the device');
  expect(valuesOn(bench)).toEqual(before);
});

test('a change that is taken back, or all of them, leave nothing to write', async ({ page }) => {
  await button(page, 'Remove boots').click();
  await button(page, 'Remove uuid').click();
  await expect(button(page, 'Write 2 keys')).toBeVisible();
  await button(page, 'Leave boots as it is').click();
  await expect(button(page, 'Write 1 key')).toBeVisible();
  await button(page, 'Discard changes').click();
  await expect(button(page, 'Read again')).toBeVisible();
});

test('a change that would no longer fit is refused with a sentence, and the others stay', async ({
  page,
  bench,
}) => {
  const entry = {
    namespace: 'app',
    key: 'map',
    type: 'blob',
    value: new Uint8Array(40_000),
  } as const;
  firmwareWrites(bench, entry);
  await button(page, 'Read again').click();
  await expect(heading(page)).toHaveText('7 keys on the device');
  await button(page, 'Remove map').click();
  await button(page, 'Add a key…').click();
  await field(page, 'Namespace').fill('app');
  await field(page, 'Key').fill('new_map');
  await field(page, 'Type').selectOption('blob');
  await field(page, 'Value').fill('ab'.repeat(40_000));
  await button(page, 'Take over').click();
  await button(page, 'Leave map as it is').click();
  const refusal = page.getByText('The data does not fit the NVS partition');
  await expect(refusal).toBeVisible();
  await expect(row(page, 'map')).toContainText('Removed');
  await button(page, 'Leave new_map as it is').click();
  await expect(refusal).toBeHidden();
  await expect(button(page, 'Write 1 key')).toBeVisible();
});

test('after a power cut the next start offers the partition as it was, and restores it', async ({
  page,
  bench,
  browser,
}) => {
  const before = valuesOn(bench);
  const whole = bench.device.board.flash.read(REGION.offset, REGION.size);
  await button(page, 'Remove boots').click();
  unplugOnErase(bench);
  await button(page, 'Write 1 key').click();
  await expect(page.getByText('NVS may be half written.')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Interrupted write' })).toContainText(MAC);
  expect(bench.device.board.flash.read(REGION.offset, REGION.size)).not.toEqual(whole);

  bench.device.board.plugIn();
  await bench.closeProgram();
  await expect(page.getByText('The program was closed').first()).toBeVisible();
  await using next = await startUiBench({ dataDir: bench.dataDir });
  const nextPage = await browser.newPage();
  await nextPage.goto(next.link);
  const offer = nextPage.getByRole('region', { name: 'Interrupted write' });
  await expect(offer).toContainText(`A write to ${MAC} was cut off`);
  await field(nextPage, 'Port').fill(bench.device.url);
  await button(nextPage, 'Restore').click();
  await expect(nextPage.getByText(`NVS of ${MAC} is as it was before the write.`)).toBeVisible();
  await expect(offer).toBeHidden();
  expect(valuesOn(bench)).toEqual(before);
  await nextPage.close();
});

function heading(page: Page) {
  return page.getByRole('heading', { level: 1 });
}

function row(page: Page, key: string) {
  return page.getByRole('row').filter({ has: page.getByRole('cell', { name: key, exact: true }) });
}

const BOOTS = { namespace: 'app', key: 'boots', type: 'u32', value: 41 } as const;

/** A value of the firmware's own, as it would write it. */
function firmwareWrites({ device: { board } }: UiBench, entry: NvsEntry = BOOTS): void {
  const { image } = editNvs(board.flash.read(REGION.offset, REGION.size), [
    { action: 'set', entry },
  ]);
  board.flash.erase(REGION.offset, REGION.size);
  board.flash.program(REGION.offset, image);
}

/** The power fails in the middle of the next write. */
function unplugOnErase({ device: { board } }: UiBench): void {
  const stop = board.flash.onChange(({ kind }) => {
    if (kind !== 'erase') return;
    stop();
    board.unplug();
  });
}

/** What the firmware of this board reads: strings as they are, without their NUL. */
function valuesOn({ device: { board } }: UiBench): Record<string, string> {
  const { items } = decodeNvs(board.flash.read(REGION.offset, REGION.size));
  return Object.fromEntries(
    items.map(({ namespace, key, bytes }) => [
      `${namespace}.${key}`,
      Buffer.from(bytes).toString('latin1').replace(/\0$/, ''),
    ]),
  );
}
