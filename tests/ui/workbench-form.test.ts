import { test, type Page } from '@playwright/test';

import { wireError } from '../../src/contract/errors.ts';
import type { Settings } from '../../src/contract/channels.ts';
import { button, field, fold } from './acts.ts';
import { answers, progressUntil, SETTINGS } from './bench.ts';
import { expect } from './expect.ts';
import { startFakeHost } from './fake-host.ts';
import { fillPassword, pass, runUntil } from './scripted-run.ts';

const REFERENCE = { width: 1280, height: 860 };
const SMALLEST = { width: 1024, height: 700 };

for (const viewport of [REFERENCE, SMALLEST]) {
  test.describe(`in a window of ${viewport.width} by ${viewport.height}`, () => {
    test.use({ viewport });

    test('the form and the plan, then the result, need no scrolling', async ({ page }) => {
      await using host = await startFakeHost(answers());
      await page.goto(host.url);
      await fillPassword(page);
      await button(page, 'Detect').click();
      await expect(field(page, 'Board')).toContainText('ESP32-S3 v0.2');
      await button(page, 'Test').click();
      await expect(page.getByText('Reachable')).toBeVisible();
      expect(await page.evaluate(HIDDEN_BELOW)).toEqual({ '.config': 0, '.run-body': 0 });
      await pass(page, host);
      expect(await page.evaluate(HIDDEN_BELOW)).toEqual({ '.res-body': 0 });
    });

    test('each problem has a line of its own, and moves nothing', async ({ page }) => {
      await using host = await startFakeHost(answers());
      await page.goto(host.url);
      await fold(page, 'UUID and PSK').click();
      await fold(page, 'Token and certificate').click();
      const before = await positions(page);
      const typed = {
        Port: 'rfc2217:/bench',
        Offset: '0xA20010',
        Size: '0x2000',
        URL: 'http://ca.example:8080/?a=b',
        Token: 'a token',
        UUID: 'not-a-uuid',
        PSK: '00'.repeat(32),
        SSID: 'A network name that is longer than 32 bytes',
        Password: 'short',
      };
      for (const [name, value] of Object.entries(typed)) {
        await field(page, name).fill(value);
        await field(page, name).blur();
        await expect(field(page, name)).toHaveAttribute('aria-invalid', 'true');
        expect(await positions(page), name).toEqual(before);
      }
      for (const name of Object.keys(typed)) {
        const line = await field(page, name).getAttribute('aria-describedby');
        await expect(page.locator(`#${line}`), name).toHaveText(/^(Use|The SSID|Type|Delete)/);
      }
    });
  });
}

test('why a check failed, and what to look at, can be read without the pointer', async ({
  page,
}) => {
  const busy = wireError('port-busy', '/dev/ttyUSB0 is held by another program');
  const unreachable = wireError('ca-unreachable', 'ca-server:8443: there is no host of that name');
  const unheard = wireError('wifi-no-scan', 'no dialect answers');
  await using host = await startFakeHost(
    answers({
      'prov:detect-chip': () => ({ ok: false, error: busy }),
      'prov:test-ca': () => ({ ok: false, error: unreachable }),
      'prov:scan-wifi': () => ({ ok: false, error: unheard }),
    }),
  );
  await page.goto(host.url);
  for (const name of ['Detect', 'Test', 'Scan']) await button(page, name).click();
  for (const { title, detail, hint } of [busy, unreachable, unheard]) {
    await expect(page.getByRole('form')).toContainText(`${title}${detail}. ${hint}`);
  }
});

test.describe('in one column', () => {
  test.use({ viewport: { width: 640, height: 430 } });

  test('the port doctor is seen first, and reached first', async ({ page }) => {
    const settings: Settings = { ...SETTINGS, port: '' };
    await using host = await startFakeHost(
      answers({
        'prov:list-ports': () => ({ ok: true, value: [] }),
        'prov:get-settings': () => ({ ok: true, value: settings }),
      }),
    );
    await page.goto(host.url);
    await expect(page.getByText('No USB serial device is connected')).toBeInViewport();
    await page.getByRole('banner').getByRole('button').last().focus();
    await page.keyboard.press('Tab');
    await expect(page.getByRole('region', { name: 'Checks' })).toBeFocused();
  });

  test('a run is seen first, and nothing in the form takes the focus', async ({ page }) => {
    await using host = await startFakeHost(answers());
    await page.goto(host.url);
    await runUntil(page, host, progressUntil('register', 0.4));
    await expect(page.getByRole('heading', { level: 1 })).toBeInViewport();
    await button(page, 'Cancel').focus();
    await page.keyboard.press('Tab');
    await expect(page.locator('.config :focus, .config:focus')).toHaveCount(0);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await expect(page.locator('.config :focus, .config:focus')).toHaveCount(0);
  });
});

test('what is in the way leads to its field, also where that is folded away', async ({ page }) => {
  await using host = await startFakeHost(answers());
  await page.goto(host.url);
  await fillPassword(page);
  await fold(page, 'UUID and PSK').click();
  await field(page, 'UUID').fill('not-a-uuid');
  await fold(page, 'UUID and PSK').click();
  await expect(field(page, 'UUID')).toBeHidden();
  await button(page, 'UUID: Use 32 hex digits as 8-4-4-4-12, or none.').click();
  await expect(field(page, 'UUID')).toBeFocused();
  await expect(field(page, 'UUID')).toBeInViewport();
});

/** Where the fields stand, from the first heading of the form on. */
async function positions(page: Page): Promise<number[]> {
  const form = page.getByRole('form');
  const places = [form.getByRole('heading').first(), ...(await form.getByRole('textbox').all())];
  const tops = await Promise.all(places.map(async (one) => (await one.boundingBox())?.y ?? NaN));
  return tops.map((top) => Math.round(top - (tops[0] ?? NaN)));
}

/** How much of each panel can only be seen by scrolling, in pixels. */
const HIDDEN_BELOW = `Object.fromEntries(
  ['.config', '.run-body', '.res-body'].flatMap((panel) =>
    [...document.querySelectorAll(panel)].map((element) => [panel, element.scrollHeight - element.clientHeight]),
  ),
)`;
