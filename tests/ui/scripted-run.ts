import type { Page } from '@playwright/test';

import type { Progress } from '../../src/contract/run.ts';
import { en } from '../../src/renderer/texts/en.ts';
import { button, expectPass, field } from './acts.ts';
import { PASSED, progressUntil, RUN } from './bench.ts';
import { expect } from './expect.ts';
import type { FakeHost } from './fake-host.ts';
import { WIFI } from './ui-bench.ts';

/** Runs whose program is a script: they stand still wherever a test wants them to, as no real board does. */

export async function fillPassword(page: Page): Promise<void> {
  await field(page, 'Password').fill(WIFI.password);
}

export async function runUntil(page: Page, host: FakeHost, progress: Progress[]): Promise<void> {
  await fillPassword(page);
  await start(page, host, progress);
}

export async function start(page: Page, host: FakeHost, progress: Progress[]): Promise<void> {
  const title = page.getByRole('heading', { level: 1 });
  await button(page, 'Provision Device').click();
  await expect(title).toHaveText('Starting…');
  for (const event of progress) host.emit('prov:progress', event);
  const last = progress.at(-1);
  if (last) await expect(title).toHaveText(en.steps[last.step].doing);
}

export async function pass(page: Page, host: FakeHost): Promise<void> {
  await runUntil(page, host, progressUntil('finish', 0));
  host.emit('prov:complete', PASSED);
  await expectPass(page);
}

/** Lines of a firmware that boots. */
export function log(host: FakeHost, lines: number): void {
  for (let line = 1; line <= lines; line++) {
    host.emit('prov:log', {
      runId: RUN,
      source: 'device',
      text: `I (${line * 10}) boot: segment ${line}: paddr=00010020 vaddr=3c0d0020 size=2a1b8h map`,
    });
  }
}
