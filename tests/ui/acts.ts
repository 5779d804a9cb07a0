import { readFile } from 'node:fs/promises';

import type { Locator, Page } from '@playwright/test';
import { z } from 'zod';

import { expect } from './expect.ts';
import type { Hand } from './hands.ts';
import { WIFI, type UiBench } from './ui-bench.ts';

/** The form as a person finds it: everything that a run needs, from nothing. */
export async function fillIn(page: Page, hand: Hand, bench: UiBench): Promise<void> {
  await hand.fill(field(page, 'Port'), bench.device.url);
  await hand.fill(field(page, 'URL'), bench.ca.url);
  await hand.fill(field(page, 'SSID'), WIFI.ssid);
  await hand.fill(field(page, 'Password'), WIFI.password);
}

export function field(page: Page, name: string): Locator {
  return page.getByLabel(name, { exact: true });
}

export function button(page: Page, name: string): Locator {
  return page.getByRole('button', { name, exact: true });
}

/** The title that opens something in its place. */
export function fold(page: Page, title: string): Locator {
  return page.locator('summary').filter({ hasText: title });
}

export async function expectPass(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('PASS');
}

/** What a file of credentials holds, as far as the tests look at it. */
const Credentials = z.looseObject({ mac: z.string(), uuid: z.string(), psk: z.string() });
export type Credentials = z.infer<typeof Credentials>;

/** Saves the credentials of a PASS; returns what the browser has downloaded. */
export async function saveCredentials(page: Page, hand: Hand): Promise<Credentials> {
  await hand.press(button(page, 'Save Credentials…'));
  const text = await downloaded(page, () => hand.press(button(page, 'Save…')));
  await hand.press(button(page, 'Close'));
  await expect(page.getByRole('dialog')).toBeHidden();
  return Credentials.parse(JSON.parse(text));
}

/** The text of the file that the browser downloads in consequence. */
export async function downloaded(page: Page, act: () => Promise<void>): Promise<string> {
  const downloading = page.waitForEvent('download');
  await act();
  return await readFile(await (await downloading).path(), 'utf8');
}
