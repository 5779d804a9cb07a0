import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';

import { chromium, type Browser, type Page } from '@playwright/test';

import { buildWhenStale, DIST } from '../../src/hosts/build-when-stale.ts';
import { button, expectPass, field } from '../../tests/ui/acts.ts';
import { answers, progressUntil, RUN } from '../../tests/ui/bench.ts';
import { expect } from '../../tests/ui/expect.ts';
import { startFakeHost, type FakeHost } from '../../tests/ui/fake-host.ts';
import { filledIn, startUiBench, WIFI } from '../../tests/ui/ui-bench.ts';
import { BROWSER_FLAGS, provideBrowser } from '../browser.ts';

export interface UiBenchResult {
  /** From a click on the main button until the browser has painted what it has changed: the worst of several. */
  uiClickToChangeMs: number;
  /**
   * The longest time between two frames while a log of that many lines grows as fast as a line at 921600 baud can
   * speak, and the bars move: the best of several rounds, because whatever else the machine does only adds to it.
   */
  uiFrameGapMs: number;
  uiLogLines: number;
  /** The same while nothing happens: what this machine does by itself. */
  uiIdleFrameGapMs: number;
  /** All files of the renderer, each as a server would compress it, in units of 1000 bytes. */
  uiRendererGzippedKilobytes: number;
}

const CLICKS = 10;
const ROUNDS = 5;

/** The built renderer in the browser of this machine. Throws where there is none. */
export async function benchUi(tell: (sentence: string) => void): Promise<UiBenchResult> {
  const executablePath = provideBrowser(tell);
  if (executablePath === undefined) throw new Error('There is no browser to measure in.');
  await buildWhenStale('renderer');
  await using browser = await chromium.launch({ executablePath, args: BROWSER_FLAGS });
  const rounds: FrameGaps[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measureFrames(browser));
  return {
    uiClickToChangeMs: await measureClicks(browser),
    uiFrameGapMs: Math.min(...rounds.map(({ busy }) => busy)),
    uiLogLines: LOG_LINES,
    uiIdleFrameGapMs: Math.min(...rounds.map(({ idle }) => idle)),
    uiRendererGzippedKilobytes: await gzippedKilobytes(join(DIST, 'renderer')),
  };
}

/**
 * From the event's own time stamp, which is when the browser got the click, to the task after the frame that shows the
 * first change: a message that is posted in a frame arrives once it is painted.
 */
const WATCH_CLICKS = `
  globalThis.clickToChange = [];
  document.addEventListener('click', ({ timeStamp }) => {
    const changes = new MutationObserver(() => {
      changes.disconnect();
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => clickToChange.push(performance.now() - timeStamp);
        port2.postMessage(null);
      });
    });
    changes.observe(document.body, { subtree: true, childList: true, characterData: true });
  }, { capture: true });
`;

/** Real runs on the virtual bench, one board after the other. */
async function measureClicks(browser: Browser): Promise<number> {
  await using bench = await startUiBench({ settings: filledIn });
  const page = await openPage(browser, bench.link);
  await field(page, 'Password').fill(WIFI.password);
  await page.evaluate(WATCH_CLICKS);
  for (let click = 0; click < CLICKS; click += 1) {
    const mac = `A0:B1:C2:D3:E4:0${click}`;
    await bench.plugNext({ mac });
    await button(page, click === 0 ? 'Provision Device' : 'Provision next').click();
    await expect(page.getByRole('main')).toContainText(mac);
    await expectPass(page);
  }
  const times = await page.evaluate<number[]>('clickToChange');
  await page.close();
  return Math.max(...times);
}

const LOG_LINES = 10_000;
const WATCHED_MS = 2_000;
const TICK_MS = 10; // as often as a run tells of its progress at the fastest
const LINES_A_TICK = 13; // 921600 baud are 92160 bytes a second; a line as below has 70

const WATCH_FRAMES = `new Promise((resolve) => {
  let longest = 0;
  let last = performance.now();
  const end = last + ${WATCHED_MS};
  const watch = (now) => {
    longest = Math.max(longest, now - last);
    last = now;
    if (now < end) requestAnimationFrame(watch);
    else resolve(longest);
  };
  requestAnimationFrame(watch);
})`;

/** The longest time between two frames, in milliseconds. */
interface FrameGaps {
  idle: number;
  busy: number;
}

/** A run with its log open. It says more than any board does, so the program is a script. */
async function measureFrames(browser: Browser): Promise<FrameGaps> {
  await using host = await startFakeHost(answers());
  const page = await openPage(browser, host.url);
  await field(page, 'Password').fill(WIFI.password);
  const idle = await page.evaluate<number>(WATCH_FRAMES);
  await button(page, 'Provision Device').click();
  await expect(page.getByRole('progressbar', { name: 'All steps' })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+L');
  say(host, LOG_LINES);
  await expect(page.getByText('10,000 lines', { exact: true })).toBeVisible();
  const watching = page.evaluate<number>(WATCH_FRAMES);
  const ticks = WATCHED_MS / TICK_MS;
  for (let tick = 0; tick < ticks; tick += 1) {
    const progress = progressUntil('verify-nvs', tick / ticks).at(-1);
    if (progress) host.emit('prov:progress', progress);
    say(host, LINES_A_TICK);
    await sleep(TICK_MS);
  }
  const busy = await watching;
  await page.close();
  return { idle, busy };
}

function say(host: FakeHost, lines: number): void {
  for (let line = 0; line < lines; line += 1) {
    const text = `I (${line}) boot: segment ${line}: paddr=00010020 vaddr=3c0d0020 size=2a1b8h map`;
    host.emit('prov:log', { runId: RUN, source: 'device', text });
  }
}

async function openPage(browser: Browser, address: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  await page.goto(address);
  return page;
}

async function gzippedKilobytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(async ({ parentPath, name }) => {
      const text = await readFile(join(parentPath, name));
      return (await promisify(gzip)(text, { level: constants.Z_BEST_COMPRESSION })).length;
    });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1_000;
}
