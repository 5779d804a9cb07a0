import type { Page } from '@playwright/test';

import { button, expectPass, field, fillIn, fold, saveCredentials } from './acts.ts';
import { expect } from './expect.ts';
import { HANDS } from './hands.ts';
import { MAC, UUID } from './ui-bench.ts';
import { test } from './ui-test.ts';

/** After a verdict a moment passes in which no key starts anything. */
const A_MOMENT_MS = 1_000;

async function passAndMoment(page: Page): Promise<void> {
  await expectPass(page);
  await page.clock.fastForward(A_MOMENT_MS);
}

test.beforeEach(({ page }) => page.clock.install());

for (const hand of HANDS) {
  test(`${hand.name}: a new device, from an empty form to its file`, async ({ page, bench }) => {
    await fillIn(page, hand, bench);
    await hand.press(button(page, 'Detect'));
    await expect(field(page, 'Board')).toContainText(MAC);
    await expect(field(page, 'Board')).toContainText('Never');
    await hand.press(button(page, 'Test'));
    await expect(page.getByText(/Reachable in .* trusted/)).toBeVisible();
    await hand.press(button(page, 'Provision Device'));

    await passAndMoment(page);
    const proofs = page.getByRole('list').filter({ hasText: 'Bytes read back' });
    await expect(proofs.getByRole('listitem')).toHaveCount(6);
    await expect(proofs).not.toContainText('Skipped');
    const { mac, uuid, psk } = await saveCredentials(page, hand);
    expect({ mac, uuid }).toEqual({ mac: MAC.replaceAll(':', ''), uuid: UUID });
    expect(bench.ca.registrations()).toMatchObject([{ uuid, psk }]);
  });

  test(`${hand.name}: Wi-Fi only, the identity stays`, async ({ page, bench }) => {
    await fillIn(page, hand, bench);
    await hand.press(field(page, 'Configure Wi-Fi'));
    await hand.press(button(page, 'Provision Device'));
    await passAndMoment(page);
    const before = await saveCredentials(page, hand);
    expect(bench.device.board.commands).toEqual([]);

    await hand.press(button(page, 'Edit configuration'));
    await hand.press(field(page, 'Configure Wi-Fi'));
    await hand.press(field(page, 'Include credentials'));
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ready for Wi-Fi only');
    await hand.press(button(page, 'Provision Device'));
    await passAndMoment(page);
    expect(bench.device.board.commands).toContain('AT+WIFI_CONNECT');
    const { uuid, psk } = await saveCredentials(page, hand);
    expect({ uuid, psk }).toEqual({ uuid: before.uuid, psk: before.psk });
    expect(bench.ca.received()).toHaveLength(1);
  });

  test(`${hand.name}: a UUID and a PSK of one's own, for one board`, async ({ page, bench }) => {
    const own = {
      uuid: '12345678-1234-1234-1234-123456789012',
      psk: '3f7a9c2e5b8d4f1a6c9e2b7d5f8a3c6e9b1d4f7a2c5e8b1d4f7a3c6e9b2d5f8a',
    };
    await fillIn(page, hand, bench);
    await hand.press(fold(page, 'UUID and PSK'));
    await hand.fill(field(page, 'UUID'), own.uuid);
    await hand.fill(field(page, 'PSK'), own.psk);
    await hand.press(button(page, 'Provision Device'));
    await passAndMoment(page);
    expect(await saveCredentials(page, hand)).toMatchObject(own);
    expect(bench.ca.registrations()).toMatchObject([own]);

    await hand.press(button(page, 'Edit configuration'));
    await expect(field(page, 'UUID')).toHaveValue('');
    await expect(field(page, 'PSK')).toHaveValue('');
  });

  test(`${hand.name}: ten devices on a line, one after the other`, async ({ page, bench }) => {
    const macs = Array.from({ length: 10 }, (_, index) => `A0:B1:C2:D3:E4:0${index}`);
    await fillIn(page, hand, bench);
    for (const [index, mac] of macs.entries()) {
      await bench.plugNext({ mac });
      await hand.press(button(page, index === 0 ? 'Provision Device' : 'Provision next'));
      await expect(page.getByRole('main')).toContainText(mac);
      await passAndMoment(page);
      await expect(page.getByText('Passed today').locator('+ dd')).toHaveText(String(index + 1));
    }
    const { mac } = await saveCredentials(page, hand);
    expect(mac).toBe(macs.at(-1)?.replaceAll(':', ''));
    const uuids = new Set(bench.ca.registrations().map(({ uuid }) => uuid));
    expect(uuids.size).toBe(10);
  });
}
