import { chromium, type Page } from '@playwright/test';
import { expect, onTestFinished, test } from 'vitest';

import { BROWSER_FLAGS, findBrowser } from '../../scripts/browser.ts';
import { filledDataFolder } from './desktop-bench.ts';
import { launchApp } from './double/launch-app.ts';
import { pageInBrowser } from './double/page-in-browser.ts';

const executablePath = findBrowser();
const inBrowser = test.skipIf(executablePath === undefined);

interface OpenDesk {
  page: Page;
  /** What the browser had to complain about, its policy's violations among it. */
  complaints: string[];
  choose: (label: string) => Promise<void>;
}

/** The desktop app with its renderer in a browser, and the form filled in for a board on an open network. */
async function openDesk(): Promise<OpenDesk> {
  const dataDir = await filledDataFolder();
  const browser = await chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: BROWSER_FLAGS,
  });
  onTestFinished(() => browser.close());

  const { window, desk } = await launchApp((prepared, { request }) => {
    prepared.openPage = pageInBrowser(browser, request);
  }, dataDir);
  const page = window().page as Page;
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  await page.reload(); // now with somebody who listens
  const choose = async (label: string) => {
    const { keys } = window().webContents;
    keys.length = 0;
    const items = desk.menu.flatMap(({ submenu }) => submenu as Record<string, unknown>[]);
    (items.find((item) => item['label'] === label)?.['click'] as () => void)();
    const [pressed = ''] = keys;
    await page.keyboard.press(pressed.replace('keyDown ', '').replace('control', 'Control'));
  };
  return { page, complaints, choose };
}

inBrowser('one click provisions, through the built preload and under the policy', async () => {
  const { page, complaints } = await openDesk();
  await page.getByRole('button', { name: 'Provision Device' }).click();
  await page.getByRole('heading', { name: 'PASS' }).waitFor();
  expect(await page.getByText('04e4822c-719e-45b0-b360-7e2819faca53').count()).toBeGreaterThan(0);
  expect(complaints).toEqual([]);
});

inBrowser('the menu goes where it says', async () => {
  const { page, choose } = await openDesk();
  await page.getByRole('button', { name: 'Provision Device' }).waitFor();
  await choose('History');
  await page.getByRole('searchbox').waitFor();
  await choose('Workbench');
  await page.getByRole('button', { name: 'Provision Device' }).waitFor();
});
