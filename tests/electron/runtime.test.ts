import { join } from 'node:path';

import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { describe, expect, onTestFinished, test } from 'vitest';

import { findElectron } from '../../scripts/find-electron.ts';
import { buildWhenStale } from '../../src/hosts/build-when-stale.ts';
import { filledDataFolder } from './desktop-bench.ts';

/** What only the real Electron can prove. It runs wherever `npm start` would. */
const electron = findElectron();

async function launch(): Promise<{ app: ElectronApplication; page: Page }> {
  await buildWhenStale('app');
  const app = await _electron.launch({
    ...(electron !== undefined && { executablePath: electron }),
    cwd: join(import.meta.dirname, '../..'),
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), // Chromium's sandbox refuses root
      '.',
      `--data-dir=${await filledDataFolder()}`,
    ],
  });
  onTestFinished(() => app.close());
  return { app, page: await app.firstWindow() };
}

if (electron === undefined) {
  test('skipped: no Electron runtime', ({ skip }) => skip());
} else {
  describe('in the real Electron', () => {
    test('one click provisions', async () => {
      const { page } = await launch();
      await page.getByRole('button', { name: 'Provision Device' }).click();
      await page.getByRole('heading', { name: 'PASS' }).waitFor();
    });

    test('the page has the contract, and nothing of Node', async () => {
      const { page } = await launch();
      expect(page.url()).toBe('app://provisioner/');
      const seen = await page.evaluate(
        `[typeof process, typeof require, Object.keys(window.host).join(), Object.isFrozen(window.host)]`,
      );
      expect(seen).toEqual(['undefined', 'undefined', 'invoke,on', true]);
    });

    test('what the page does to its own world does not reach the preload', async () => {
      const { page } = await launch();
      await page.evaluate(`Object.hasOwn = () => true; Array.prototype.push = () => { throw 0; }`);
      const answers = await page.evaluate(`Promise.allSettled([
        window.host.invoke('prov:list-ports', {}),
        window.host.invoke('prov:burn-efuses', {}),
      ]).then((settled) => settled.map(({ status }) => status))`);
      expect(answers).toEqual(['fulfilled', 'rejected']);
    });

    test('no way leads out of the page', async () => {
      const { app, page } = await launch();
      const tried = await page.evaluate(`(async () => {
        const outcome = (work) => Promise.resolve().then(work).then(() => 'worked', () => 'refused');
        const element = Object.assign(document.createElement('script'), { textContent: 'window.ran = 1' });
        document.body.append(element);
        return {
          file: await outcome(() => fetch('file:///etc/passwd')),
          web: await outcome(() => fetch('https://example.com/')),
          eval: await outcome(() => (0, eval)('1')),
          inline: window.ran ?? 'refused',
          popup: window.open('https://example.com/') === null ? 'refused' : 'worked',
          camera: await outcome(() => navigator.mediaDevices.getUserMedia({ video: true })),
          location: await outcome(() => new Promise((_, refuse) =>
            navigator.geolocation.getCurrentPosition(() => undefined, refuse))),
          clipboard: await outcome(() => navigator.clipboard.readText()),
        };
      })()`);
      expect(new Set(Object.values(tried as Record<string, string>))).toEqual(new Set(['refused']));
      await page.evaluate(`void (window.location.href = 'https://example.com/')`);
      expect(page.url()).toBe('app://provisioner/');
      expect(app.windows()).toHaveLength(1);
    });
  });
}
