import type { Locator } from '@playwright/test';

import { expect } from './expect.ts';

/** How a person does things: a run must work with either hand alone. */
export interface Hand {
  name: string;
  fill(field: Locator, text: string): Promise<void>;
  /** A button, a switch, a choice. */
  press(control: Locator): Promise<void>;
}

export const mouse: Hand = {
  name: 'mouse',
  fill: (field, text) => field.fill(text),
  press: (control) => control.click(),
};

export const keyboard: Hand = {
  name: 'keyboard',
  async fill(field, text) {
    await tabTo(field);
    await field.page().keyboard.press('ControlOrMeta+A');
    await field.page().keyboard.type(text);
  },
  async press(control) {
    await tabTo(control);
    await control.page().keyboard.press('Space');
  },
};

export const HANDS = [mouse, keyboard];

const MOST_TABS = 80; // more than one round through any screen

/** Presses Tab until the control has the focus, as one must who has no mouse. */
async function tabTo(control: Locator): Promise<void> {
  const page = control.page();
  const focused = control.and(page.locator(':focus'));
  await expect(control).toBeVisible();
  await expect(control).toBeEnabled(); // Tab passes by what is not
  for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
    if ((await focused.count()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no number of tabs leads to ${String(control)}`);
}
