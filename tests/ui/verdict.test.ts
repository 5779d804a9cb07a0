import { test, type Page } from '@playwright/test';

import { button } from './acts.ts';
import { answers, failure, progressUntil } from './bench.ts';
import { expect } from './expect.ts';
import { startFakeHost, type FakeHost } from './fake-host.ts';
import { noConsole, notConfirmed } from './scripted-outcomes.ts';
import { pass, runUntil } from './scripted-run.ts';

const fails = (code: 'port-lost' | 'cancelled') => async (page: Page, host: FakeHost) => {
  await runUntil(page, host, progressUntil('register', 0.4));
  host.emit('prov:error', failure(code, '', { step: 'register' }));
  await button(page, 'Try again').waitFor();
};

const VERDICTS: [string, string, (page: Page, host: FakeHost) => Promise<void>][] = [
  ['a run that passed', 'PASS', pass],
  ['a network that was only accepted', 'NOT CONFIRMED', notConfirmed],
  ['a firmware that answers nobody', 'NOT CONFIRMED', noConsole],
  ['a run that failed', 'FAIL', fails('port-lost')],
  ['a run that was cancelled', 'STOPPED', fails('cancelled')],
];

for (const [what, word, reach] of VERDICTS) {
  test(`${what} is ${word} on the screen, in the title, and from another view`, async ({
    page,
  }) => {
    await using host = await startFakeHost(answers());
    await page.goto(host.url);
    await reach(page, host);
    await expect(page.getByText(word, { exact: true })).toBeVisible();
    await expect(page).toHaveTitle(`${word} - ESP32 Provisioner`);
    await page.keyboard.press('ControlOrMeta+3');
    await button(page, `Workbench ${word}`).click();
    await expect(page.getByText(word, { exact: true })).toBeVisible();
  });
}

test('from another view one sees that the run goes on, and Esc leads to its Cancel', async ({
  page,
}) => {
  await using host = await startFakeHost(answers());
  await page.goto(host.url);
  await runUntil(page, host, progressUntil('flash-nvs', 0.5));
  await page.keyboard.press('ControlOrMeta+3');
  await expect(button(page, 'Workbench Running')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Flashing NVS');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(button(page, 'Keep running')).toBeFocused();
});
