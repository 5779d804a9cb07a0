import type { Page } from '@playwright/test';

import type { DetectedDevice } from '../../src/contract/channels.ts';
import { wireError } from '../../src/contract/errors.ts';
import type { Progress } from '../../src/contract/run.ts';
import {
  DEVICE,
  failure,
  PASSED,
  PASSED_WIFI_ONLY,
  PASSED_WITHOUT_WIFI,
  LEFT_OUT,
  progressUntil,
  SETTINGS,
} from './bench.ts';
import { fold } from './acts.ts';
import type { Answers, FakeHost } from './fake-host.ts';
import {
  chooseFirmware,
  flashFirmware,
  noConsole,
  notConfirmed,
  WITH_FIRMWARE,
} from './scripted-outcomes.ts';
import { fillPassword, log, pass, runUntil, start } from './scripted-run.ts';

/** One state of one screen, and how a person and the program come to it. */
export interface Scenario {
  name: string;
  answers?: Partial<Answers>;
  reach?: (page: Page, host: FakeHost) => Promise<void>;
}

const noPorts: Partial<Answers> = {
  'prov:list-ports': () => ({ ok: true, value: [] }),
  'prov:get-settings': () => ({ ok: true, value: { ...SETTINGS, port: '', caUrl: '' } }),
};

const duplicate: DetectedDevice = {
  ...DEVICE,
  record: DEVICE.record && { ...DEVICE.record, isOfOtherChip: true },
};

export const SCENARIOS: readonly Scenario[] = [
  { name: 'idle', reach: (page) => fillPassword(page) },
  { name: 'not-ready' },
  { name: 'no-port', answers: noPorts },
  {
    name: 'unplugged',
    reach: async (page, host) => {
      await fillPassword(page);
      host.emit('prov:ports', []);
      await page.getByRole('heading', { name: 'The port is not there' }).waitFor();
    },
  },
  {
    name: 'detected',
    reach: async (page) => {
      await fillPassword(page);
      await page.getByRole('button', { name: 'Detect' }).click();
      await page.getByText('A0:B1:C2:D3:E4:F5', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Test' }).click();
      await page.getByText('Reachable').waitFor();
    },
  },
  {
    name: 'detected-duplicate',
    answers: { 'prov:detect-chip': () => ({ ok: true, value: duplicate }) },
    reach: async (page) => {
      await fillPassword(page);
      await page.getByRole('button', { name: 'Detect' }).click();
      await page.getByText('Another board with this MAC is on record').waitFor();
    },
  },
  {
    name: 'detect-failed',
    answers: {
      'prov:detect-chip': () => ({ ok: false, error: wireError('port-busy', '/dev/ttyUSB0') }),
      'prov:test-ca': () => ({ ok: false, error: wireError('ca-unreachable', 'ca-server:8443') }),
    },
    reach: async (page) => {
      await fillPassword(page);
      await page.getByRole('button', { name: 'Detect' }).click();
      await page.getByRole('button', { name: 'Test' }).click();
      await page.getByText('cannot be reached').waitFor();
    },
  },
  {
    name: 'field-errors',
    reach: async (page) => {
      await page.getByLabel('Offset').fill('0xA20010');
      await fold(page, 'UUID and PSK').click();
      await page.getByLabel('UUID').fill('not-a-uuid');
      await page.getByLabel('SSID').fill('A network name that is longer than 32 bytes');
      await page.getByLabel('URL').fill('http://ca.example:8080');
      await page.getByLabel('Password', { exact: true }).fill('short');
      await page.getByLabel('Password', { exact: true }).blur();
    },
  },
  {
    name: 'port-list',
    reach: async (page) => {
      await fillPassword(page);
      await page.getByRole('button', { name: 'Show the ports' }).click();
      await page.getByRole('listbox').waitFor();
    },
  },
  {
    name: 'settings',
    reach: async (page) => {
      await page.getByRole('button', { name: 'Settings' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'wifi-only',
    reach: async (page) => {
      await fillPassword(page);
      await page.getByRole('switch', { name: 'Include credentials' }).click();
    },
  },
  { name: 'firmware', answers: WITH_FIRMWARE, reach: chooseFirmware },
  { name: 'run-firmware', answers: WITH_FIRMWARE, reach: flashFirmware },
  { name: 'run-connect', reach: (page, host) => runUntil(page, host, progressUntil('connect', 0)) },
  {
    name: 'run-flash',
    reach: async (page, host) => {
      await runUntil(page, host, progressUntil('flash-nvs', 0.59));
      log(host, 214);
      await page.getByText('214 lines').waitFor();
    },
  },
  {
    name: 'run-asks',
    reach: async (page, host) => {
      await runUntil(page, host, progressUntil('flash-nvs', 0.59));
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Keep running' }).waitFor();
    },
  },
  {
    name: 'run-wifi-log',
    reach: async (page, host) => {
      await runUntil(page, host, progressUntil('configure-wifi', 0));
      log(host, 10_000);
      await page.getByText('10,000 lines').waitFor();
      await page.keyboard.press('Control+l');
    },
  },
  { name: 'pass', reach: (page, host) => pass(page, host) },
  {
    name: 'pass-skipped',
    reach: async (page, host) => {
      await fillPassword(page);
      await page.getByRole('switch', { name: 'Configure Wi-Fi' }).click();
      await start(page, host, progressUntil('finish', 0, ['configure-wifi']));
      host.emit('prov:complete', PASSED_WITHOUT_WIFI);
      await page.getByRole('heading', { name: 'PASS' }).waitFor();
    },
  },
  {
    name: 'pass-waiting',
    reach: async (page, host) => {
      await pass(page, host);
      host.emit('prov:ports', []);
      await page.getByText('Waiting for the next board.').waitFor();
    },
  },
  {
    name: 'pass-wifi-only',
    reach: async (page, host) => {
      await fillPassword(page);
      await page.getByRole('switch', { name: 'Include credentials' }).click();
      await start(page, host, progressUntil('configure-wifi', 0, LEFT_OUT));
      host.emit('prov:complete', PASSED_WIFI_ONLY);
      await page.getByRole('heading', { name: 'PASS' }).waitFor();
    },
  },
  {
    name: 'pass-psk-shown',
    reach: async (page, host) => {
      await pass(page, host);
      await page.getByRole('button', { name: 'Show PSK' }).click();
      await page.getByRole('button', { name: 'Hide PSK' }).waitFor();
    },
  },
  {
    name: 'pass-save',
    reach: async (page, host) => {
      await pass(page, host);
      await page.keyboard.press('Control+s');
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'pass-not-confirmed', reach: notConfirmed },
  { name: 'fail-not-confirmed', reach: noConsole },
  fail(
    'fail-download-mode',
    'connect',
    failure('device-no-answer', '7 tries, 0 bytes received', {}),
  ),
  fail(
    'fail-partition',
    'inspect',
    failure(
      'partition-mismatch',
      '0xa20000 (size 0x10000) was asked for. NVS partitions of this device: nvs at 0x9000 (size 0x6000)',
      { step: 'inspect' },
    ),
  ),
  fail(
    'fail-ca',
    'register',
    failure('ca-unreachable', 'ca-server:8443: connection refused', {
      step: 'register',
      recordId: PASSED.recordId,
    }),
  ),
  fail(
    'fail-unplugged',
    'flash-nvs',
    failure('port-lost', '/dev/ttyUSB0', {
      step: 'flash-nvs',
      deviceState: 'partial',
      recordId: PASSED.recordId,
      registered: true,
    }),
  ),
  fail(
    'fail-wifi-password',
    'configure-wifi',
    failure('wifi-wrong-password', 'reason 15, 4-way handshake timeout', {
      step: 'configure-wifi',
      deviceState: 'running-unconfirmed',
      recordId: PASSED.recordId,
      registered: true,
    }),
  ),
  fail(
    'stopped',
    'flash-nvs',
    failure('cancelled', '', {
      step: 'flash-nvs',
      deviceState: 'partial',
      recordId: PASSED.recordId,
    }),
  ),
  { name: 'history', reach: (page) => openHistory(page) },
  {
    name: 'history-open',
    reach: async (page) => {
      await openHistory(page);
      await page
        .getByRole('button', { name: /^Record of/ })
        .nth(1)
        .press('ArrowRight');
      await page.getByRole('heading', { name: 'Identity' }).waitFor();
    },
  },
  {
    name: 'history-empty',
    answers: { 'prov:list-records': () => ({ ok: true, value: [] }) },
    reach: (page) => openHistory(page),
  },
  {
    name: 'history-no-match',
    reach: async (page) => {
      await openHistory(page);
      await page.getByRole('searchbox').fill('ff:ff:ff');
      await page.getByText('No record matches').waitFor();
    },
  },
  {
    name: 'nvs-unread',
    reach: async (page) => {
      await page.getByRole('button', { name: 'NVS' }).click();
      await page.getByRole('button', { name: 'Read NVS' }).click();
      await page.getByRole('heading', { name: 'NVS was not read' }).waitFor();
    },
  },
  { name: 'profiles', reach: (page) => openProfiles(page) },
  {
    name: 'profiles-field-errors',
    reach: async (page) => {
      await openProfiles(page);
      await page.getByRole('button', { name: 'Duplicate' }).click();
      await page.getByLabel('Namespace', { exact: true }).fill('deviceprovisioning');
      await page.getByLabel('Flash baud').fill('fast');
      await page.getByText('2 fields cannot stay like this.').waitFor();
    },
  },
  {
    name: 'profiles-save-refused',
    answers: {
      'prov:save-profile': () => ({ ok: false, error: wireError('file-unwritable', 'own.json') }),
    },
    reach: async (page) => {
      await openProfiles(page);
      await page.getByRole('button', { name: 'Duplicate' }).click();
      await page.getByRole('button', { name: 'Save profile' }).click();
      await page.getByRole('status').filter({ hasText: 'could not be written' }).waitFor();
    },
  },
  {
    name: 'history-while-running',
    reach: async (page, host) => {
      await runUntil(page, host, progressUntil('flash-nvs', 0.59));
      await page.getByRole('button', { name: 'History' }).click();
      await page.getByRole('button', { name: 'Workbench Running' }).waitFor();
    },
  },
  {
    name: 'lost',
    reach: async (page, host) => {
      await fillPassword(page);
      host.drop();
      await page.getByText('The program was closed').first().waitFor();
    },
  },
];

function fail(name: string, step: Progress['step'], failed: ReturnType<typeof failure>): Scenario {
  return {
    name,
    reach: async (page, host) => {
      await runUntil(page, host, progressUntil(step, 0.4));
      log(host, 40);
      host.emit('prov:error', failed);
      await page.getByRole('button', { name: 'Try again' }).waitFor();
    },
  };
}

async function openHistory(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'History' }).click();
  await page.getByRole('heading', { name: 'History' }).waitFor();
}

async function openProfiles(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Profiles' }).click();
  await page.getByRole('heading', { name: 'Profiles' }).waitFor();
}
