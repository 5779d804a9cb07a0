import { test } from '@playwright/test';

import { wireError } from '../../src/contract/errors.ts';
import { button } from './acts.ts';
import { answers, DEVICE, RUN } from './bench.ts';
import { expect } from './expect.ts';
import { startFakeHost, type Answers } from './fake-host.ts';
import { fillPassword } from './scripted-run.ts';

const ok = <T>(value: T) => ({ ok: true, value }) as const;

const WORKS: [string, string, string, (until: Promise<undefined>) => Partial<Answers>][] = [
  [
    'Detect',
    'Scan',
    'The board is being read.',
    (until) => ({ 'prov:detect-chip': () => until.then(() => ok(DEVICE)) }),
  ],
  [
    'Scan',
    'Detect',
    'The board is looking for networks.',
    (until) => ({
      'prov:scan-wifi': () => until.then(() => ok({ dialect: 'improv', networks: [] })),
    }),
  ],
];

for (const [act, other, sentence, slow] of WORKS) {
  test(`no run begins on a board that is at work for ${act}, and why is said`, async ({ page }) => {
    const end = Promise.withResolvers<undefined>();
    let started = 0;
    await using host = await startFakeHost(
      answers({
        ...slow(end.promise),
        'prov:provision-device': () => {
          started += 1;
          return { ok: false, error: wireError('port-busy', RUN) };
        },
      }),
    );
    await page.goto(host.url);
    await fillPassword(page);
    await button(page, act).click();
    await expect(button(page, other)).toBeDisabled();
    const provision = button(page, 'Provision Device');
    await expect(provision).toBeDisabled();
    await expect(provision).toHaveAccessibleDescription(sentence);
    await page.getByRole('main').focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ready to provision');
    end.resolve(undefined);
    await expect(provision).toBeEnabled();
    await expect(button(page, other)).toBeEnabled();
    expect(started).toBe(0);
  });
}
