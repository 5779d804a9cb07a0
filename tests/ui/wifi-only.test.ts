import { decodeNvs } from '../../embedded/nvs_partition_gen/decode-nvs.ts';
import { button, expectPass, field, fillIn } from './acts.ts';
import { expect } from './expect.ts';
import { mouse } from './hands.ts';
import type { UiBench } from './ui-bench.ts';
import { test } from './ui-test.ts';

const REGION = { offset: 0xa20000, size: 0x10000 };
const OLD = { ssid: 'Old network', password: 'old password' };

test('Wi-Fi only in the NVS partition: two keys change, the identity and all else stay', async ({
  page,
  bench,
}) => {
  await fillIn(page, mouse, bench);
  await field(page, 'Configure Wi-Fi').click();
  await button(page, 'Provision Device').click();
  await expectPass(page);
  const before = valuesOn(bench);

  await button(page, 'Edit configuration').click();
  await field(page, 'Configure Wi-Fi').click();
  await field(page, 'Include credentials').click();
  await field(page, 'Way').selectOption({ label: 'In the NVS partition, two keys' });
  const steps = page.getByRole('listitem');
  await expect(steps.filter({ hasText: 'Build NVS' })).toContainText('change two keys');
  await expect(steps.filter({ hasText: 'Make identity' })).toContainText('Skipped');
  await expect(steps.filter({ hasText: 'Flash NVS' })).not.toContainText('Skipped');
  await button(page, 'Provision Device').click();
  await expectPass(page);
  await expect(page.getByText(/65,536 of 65,536 bytes equal/)).toBeVisible();

  const { 'deviceprovision.wifi_ssid': ssid, ...rest } = valuesOn(bench);
  expect(ssid).toBe('ProductionWiFi');
  expect(rest).toMatchObject(before);
  expect(bench.ca.received()).toHaveLength(1);
});

test.describe('a board on another network', () => {
  test.use({ benchOptions: { device: { wifi: OLD } } });

  test('the way and a wrong region are named before anything begins', async ({ page, bench }) => {
    await fillIn(page, mouse, bench);
    await field(page, 'Include credentials').click();
    await expect(field(page, 'Offset')).toBeDisabled();
    await field(page, 'Way').selectOption({ label: 'In the NVS partition, two keys' });
    await field(page, 'Offset').fill('0xA20010');
    await field(page, 'Offset').blur();
    await expect(button(page, 'Provision Device')).toBeDisabled();
  });
});

function valuesOn({ device: { board } }: UiBench): Record<string, string> {
  const { items } = decodeNvs(board.flash.read(REGION.offset, REGION.size));
  return Object.fromEntries(
    items.map(({ namespace, key, bytes }) => [
      `${namespace}.${key}`,
      Buffer.from(bytes).toString('latin1').replace(/\0$/, ''),
    ]),
  );
}
