import { test } from '@playwright/test';

import { wireError } from '../../src/contract/errors.ts';
import { button, field } from './acts.ts';
import { answers, SETTINGS } from './bench.ts';
import { expect } from './expect.ts';
import { startFakeHost } from './fake-host.ts';
import { FINDINGS } from './findings.ts';

test('without a port, the findings of the port doctor: state in words, a command to copy, and again each second', async ({
  page,
}) => {
  let granted = false;
  await using host = await startFakeHost(
    answers({
      'prov:list-ports': () => ({ ok: true, value: [] }),
      'prov:get-settings': () => ({ ok: true, value: { ...SETTINGS, port: '' } }),
      'prov:examine-ports': ({ port, askBoard }) => {
        expect({ port, askBoard }).toEqual({ port: null, askBoard: false }); // no board is reset for it
        const findings = FINDINGS.map((finding) =>
          granted && finding.check === 'permission'
            ? {
                ...finding,
                state: 'ok' as const,
                title: 'You may open serial ports',
                command: null,
              }
            : finding,
        );
        return { ok: true, value: { findings } };
      },
    }),
  );
  await page.goto(host.url);
  const rows = page.getByRole('region', { name: 'Checks' }).getByRole('listitem');
  await expect(rows).toHaveText([
    /No USB serial device is connected.*4 USB devices.*Not found/,
    /The cable may only carry power.*Cannot be checked/,
    /Your user may not open serial ports.*sudo usermod -aG dialout \$USER.*To do/,
    /Drivers are present.*OK/,
    /No other program takes new ports.*OK/,
  ]);
  await expect(rows.nth(2).getByRole('button', { name: 'Copy command' })).toBeVisible();

  granted = true;
  await expect(rows.nth(2)).toHaveText(/You may open serial ports.*OK/);
  await expect(rows.nth(2).getByRole('button')).toHaveCount(0);
});

test('a run that cannot open its port shows who has it', async ({ page }) => {
  const held = {
    check: 'holder' as const,
    state: 'to-do' as const,
    title: 'picocom has /dev/ttyUSB0 open',
    text: 'It is process 812.',
    command: 'kill 812',
    error: 'port-busy' as const,
  };
  await using host = await startFakeHost(
    answers({
      'prov:provision-device': () => ({ ok: false, error: wireError('port-busy', '/dev/ttyUSB0') }),
      'prov:examine-ports': ({ port }) => ({
        ok: true,
        value: { findings: port === '/dev/ttyUSB0' ? [held] : [] },
      }),
    }),
  );
  await page.goto(host.url);
  await field(page, 'Password').fill('SecurePass123');
  await button(page, 'Provision Device').click();
  await expect(page.getByRole('heading', { name: 'What was checked' })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'picocom' })).toHaveText(
    /picocom has \/dev\/ttyUSB0 open.*process 812.*To do/,
  );
});
