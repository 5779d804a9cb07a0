/**
 * `npm run screenshots [-- WALK...]`: every state of every screen, in both themes, from the running program, in
 * docs/images. With pngquant at hand (apt-get install pngquant) they take a third of the room.
 */
import { spawnSync } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { chromium, type Page } from '@playwright/test';

import { buildWhenStale } from '../src/hosts/build-when-stale.ts';
import { startFakeHost } from '../tests/ui/fake-host.ts';
import { startUiBench, type UiBenchOptions } from '../tests/ui/ui-bench.ts';
import { SCRIPTED_WALKS, WALKS } from '../tests/ui/walks.ts';
import { BROWSER_FLAGS, provideBrowser } from './browser.ts';

const FOLDER = join(import.meta.dirname, '../docs/images');
const THEMES = ['light', 'dark'] as const;
const LARGEST_BYTES = 150_000;

/** A bench as slow as a real one, on addresses that are the same in every picture. */
const ADDRESSES = { device: { timing: 'real', port: 4010 }, ca: { port: 8443 } } as const;

const only = process.argv.slice(2);
const executablePath = provideBrowser(say);
if (executablePath === undefined) process.exit(1);
await buildWhenStale('renderer');
await using browser = await chromium.launch({ executablePath, args: BROWSER_FLAGS });

for (const { name, bench: options, states } of WALKS) {
  if (!isWanted(name)) continue;
  await using bench = await startUiBench(onAddresses(options));
  const page = await open(bench.link);
  await photograph(page, states(page, bench));
  await page.close();
}
for (const { name, answers, states } of SCRIPTED_WALKS) {
  if (!isWanted(name)) continue;
  await using host = await startFakeHost(answers);
  const page = await open(host.url);
  await photograph(page, states(page, host));
  await page.close();
}

function isWanted(name: string): boolean {
  return only.length === 0 || only.includes(name);
}

function onAddresses(options: UiBenchOptions): UiBenchOptions {
  const { device, ca } = ADDRESSES;
  return { ...options, device: { ...device, ...options.device }, ca: { ...ca, ...options.ca } };
}

async function open(address: string): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 860 },
    reducedMotion: 'reduce',
    locale: 'en-GB',
  });
  await page.goto(address);
  return page;
}

async function photograph(page: Page, states: AsyncIterable<string>): Promise<void> {
  for await (const state of states) {
    await page.mouse.move(0, 0); // what was clicked is not under the pointer any more
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      const path = join(FOLDER, `${state}-${colorScheme}.png`);
      await page.screenshot({ path, caret: 'hide' });
      await optimise(path);
    }
  }
}

/** A palette of 256 colours shows no difference on flat surfaces. */
async function optimise(path: string): Promise<void> {
  const options = ['--force', '--skip-if-larger', '--strip', '--nofs', '--speed', '1'];
  spawnSync('pngquant', [...options, '--output', path, '256', '--', path]); // as it is where there is none
  const { size } = await stat(path);
  say(`${basename(path)}, ${Math.ceil(size / 1_000)} kB`);
  if (size > LARGEST_BYTES) say('  This is too large for the repository.');
}

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}
