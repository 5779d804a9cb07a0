import { once } from 'node:events';
import { connect } from 'node:net';

import type { Page } from '@playwright/test';

import { button, expectPass, field, fold } from './acts.ts';
import { answers, failure, progressUntil, PSK, RUN, SETTINGS } from './bench.ts';
import { expect } from './expect.ts';
import type { Answers, FakeHost } from './fake-host.ts';
import { flashFirmware, noConsole, notConfirmed, WITH_FIRMWARE } from './scripted-outcomes.ts';
import { log, runUntil } from './scripted-run.ts';
import { filledIn, MAC, WIFI, type UiBench, type UiBenchOptions } from './ui-bench.ts';

/** A way through the program. It yields the name of each state of a screen once it is there. */
type States = AsyncGenerator<string, void>;

export interface Walk {
  name: string;
  bench: UiBenchOptions;
  states: (page: Page, bench: UiBench) => States;
}

/** The same where the program is a script: no virtual board is in the port list, and none stands still in a run. */
export interface ScriptedWalk {
  name: string;
  answers: Answers;
  states: (page: Page, host: FakeHost) => States;
}

/** Filled in but for the password, which no start remembers. */
const FILLED: UiBenchOptions = { settings: filledIn };

export const WALKS: readonly Walk[] = [
  { name: 'form', bench: FILLED, states: form },
  { name: 'pass', bench: FILLED, states: pass },
  { name: 'partial runs', bench: FILLED, states: partialRuns },
  { name: 'history', bench: FILLED, states: history },
  { name: 'nvs', bench: FILLED, states: nvs },
  { name: 'nvs cut off', bench: FILLED, states: nvsCutOff },
  { name: 'profiles', bench: FILLED, states: profiles },
  {
    name: 'encrypted',
    bench: { ...FILLED, profile: { name: 'line-7', nvs: { encryption: 'hmac' } } },
    states: encrypted,
  },
  { name: 'unplugged', bench: FILLED, states: unplugged },
  { name: 'wrong offset', bench: FILLED, states: wrongOffset },
  { name: 'wrong password', bench: FILLED, states: wrongPassword },
  { name: 'CA', bench: FILLED, states: troubleWithCa },
  { name: 'busy port', bench: FILLED, states: busyPort },
  {
    name: 'download mode',
    bench: { ...FILLED, device: { withoutReset: true } },
    states: downloadMode,
  },
  { name: 'closed program', bench: FILLED, states: closedProgram },
];

export const SCRIPTED_WALKS: readonly ScriptedWalk[] = [
  {
    name: 'no port',
    answers: answers({
      'prov:list-ports': () => ({ ok: true, value: [] }),
      'prov:get-settings': () => ({ ok: true, value: { ...SETTINGS, port: '' } }),
    }),
    states: noPort,
  },
  { name: 'ports', answers: answers(), states: ports },
  { name: 'running', answers: answers(), states: running },
  { name: 'firmware', answers: answers(WITH_FIRMWARE), states: firmware },
  { name: 'pass not confirmed', answers: answers(), states: passNotConfirmed },
  { name: 'fail not confirmed', answers: answers(), states: failNotConfirmed },
];

async function* form(page: Page, bench: UiBench): States {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Not ready yet');
  yield 'workbench-not-ready';
  await field(page, 'Password').fill(WIFI.password);
  await button(page, 'Detect').click();
  await expect(field(page, 'Board')).toContainText(MAC);
  await button(page, 'Test').click();
  await expect(page.getByText(/Reachable in/)).toBeVisible();
  yield 'workbench';
  await fold(page, 'Token and certificate').click();
  await expect(button(page, 'Choose file…')).toBeVisible();
  yield 'workbench-ca-access';
  await fold(page, 'Token and certificate').click();

  await button(page, 'Settings').click();
  await field(page, 'Play a sound for PASS and FAIL').check();
  yield 'settings';
  await page.keyboard.press('Escape');

  await field(page, 'Include credentials').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ready for Wi-Fi only');
  yield 'workbench-wifi-only';
  await field(page, 'Include credentials').click();

  await bench.ca.close();
  await button(page, 'Test').click();
  await expect(page.getByText('The certificate authority cannot be reached')).toBeVisible();
  using _other = await openPort(bench);
  await button(page, 'Detect').click();
  await expect(page.getByText('The serial port is in use by another program')).toBeVisible();
  yield 'workbench-checks-failed';

  await field(page, 'Offset').fill('0xA20010');
  await field(page, 'URL').fill('http://ca.example:8080');
  await fold(page, 'UUID and PSK').click();
  await field(page, 'UUID').fill('not-a-uuid');
  await field(page, 'SSID').fill('A network name that is longer than 32 bytes');
  await field(page, 'Password').fill('short');
  await field(page, 'Password').blur();
  await expect(page.getByText('The SSID has 43 bytes.').first()).toBeVisible();
  yield 'workbench-field-errors';
}

async function* firmware(page: Page, host: FakeHost): States {
  await flashFirmware(page, host);
  yield 'run-firmware';
  host.emit('prov:error', failure('cancelled', '', { deviceState: 'firmware-partial' }));
  await button(page, 'Edit configuration').click();
  await fold(page, '3 parts').click();
  yield 'workbench-firmware';
}

async function* passNotConfirmed(page: Page, host: FakeHost): States {
  await notConfirmed(page, host);
  yield 'pass-not-confirmed';
}

async function* failNotConfirmed(page: Page, host: FakeHost): States {
  await noConsole(page, host);
  yield 'fail-not-confirmed';
}

/** One run for the log, and one that is cancelled while it writes. */
async function* running(page: Page, host: FakeHost): States {
  await runUntil(page, host, progressUntil('flash-nvs', 0.5));
  log(host, 40);
  await expect(page.getByText('40 lines', { exact: true })).toBeVisible();
  yield 'run-flashing';
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeVisible();
  yield 'run-cancel-asks';
  await page.keyboard.press('Enter');

  for (const progress of progressUntil('configure-wifi', 0)) host.emit('prov:progress', progress);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Configuring Wi-Fi');
  await page.keyboard.press('ControlOrMeta+L');
  await expect(page.getByRole('region', { name: 'Log of the run' })).toBeVisible();
  yield 'run-log';
  host.emit(
    'prov:error',
    failure('cancelled', '', { step: 'flash-nvs', deviceState: 'partial', recordId: RUN }),
  );
  await expect(page.getByText('STOPPED', { exact: true })).toBeVisible();
  yield 'stopped';
}

async function* pass(page: Page): States {
  await fold(page, 'UUID and PSK').click();
  await field(page, 'PSK').fill(PSK); // the same in every picture
  await start(page);
  await expectPass(page);
  await expect(page.getByText('Passed today').locator('+ dd')).toHaveText('1');
  yield 'pass';
  await button(page, 'Show PSK').click();
  await expect(page.getByRole('main')).toContainText(PSK);
  yield 'pass-psk-shown';
  await page.keyboard.press('ControlOrMeta+S');
  await expect(page.getByRole('dialog')).toBeVisible();
  yield 'pass-save';
}

async function* partialRuns(page: Page): States {
  await field(page, 'Password').fill(WIFI.password);
  await field(page, 'Configure Wi-Fi').click();
  await button(page, 'Provision Device').click();
  await expectPass(page);
  yield 'pass-without-wifi';
  await button(page, 'Edit configuration').click();
  await field(page, 'Configure Wi-Fi').click();
  await field(page, 'Include credentials').click();
  await button(page, 'Provision Device').click();
  await expectPass(page);
  yield 'pass-wifi-only';
}

const MACS = [MAC, 'A0:B1:C2:D3:E4:1A', 'A0:B1:C2:D3:E4:2B', 'A0:B1:C2:D3:E4:3C'];

async function* history(page: Page, bench: UiBench): States {
  await button(page, 'History').click();
  await expect(page.getByRole('heading', { name: 'No records yet' })).toBeVisible();
  yield 'history-empty';

  await button(page, 'Workbench').click();
  for (const mac of MACS) {
    await bench.plugNext({ mac });
    await start(page, mac === MAC ? 'Provision Device' : 'Provision next');
    await expect(page.getByRole('main')).toContainText(mac);
    await expectPass(page);
  }
  await bench.plugNext({ mac: 'A0:B1:C2:D3:E4:4D', wifi: { ...WIFI, ssid: 'Elsewhere' } });
  await start(page, 'Provision next');
  await expect(button(page, 'Try again')).toBeVisible();
  await button(page, 'History').click();
  const rows = page.getByRole('button', { name: /^Record of/ });
  await expect(rows).toHaveCount(MACS.length + 1);
  yield 'history';
  await rows.nth(1).press('ArrowRight');
  await expect(page.getByRole('heading', { name: 'Identity' })).toBeVisible();
  yield 'history-record';
  await page.getByRole('searchbox').fill('ff:ff:ff');
  await expect(button(page, 'Clear filters')).toBeVisible();
  yield 'history-no-match';
}

async function* nvs(page: Page): States {
  await fold(page, 'UUID and PSK').click();
  await field(page, 'PSK').fill(PSK); // the same in every picture
  await start(page);
  await expectPass(page);
  await button(page, 'NVS').click();
  yield 'nvs-empty';
  await button(page, 'Read NVS').click();
  await expect(heading(page)).toHaveText('5 keys on the device');
  yield 'nvs';
  await button(page, 'Edit wifi_ssid').click();
  await field(page, 'Value').fill('Hall 6');
  yield 'nvs-edit';
  await button(page, 'Take over').click();
  await button(page, 'Add a key…').click();
  await field(page, 'Namespace').fill('app');
  await field(page, 'Key').fill('timezone');
  await field(page, 'Value').fill('Europe/Berlin');
  await button(page, 'Take over').click();
  await button(page, 'Remove device_cert').click();
  await button(page, 'Show wifi_password').click();
  await expect(page.getByRole('table')).toContainText(WIFI.password);
  yield 'nvs-changes';
  await button(page, 'Write 3 keys').click();
  await expect(heading(page)).toHaveText('3 keys written and verified');
  yield 'nvs-written';
}

async function* nvsCutOff(page: Page, { device }: UiBench): States {
  await start(page);
  await expectPass(page);
  await button(page, 'NVS').click();
  await button(page, 'Read NVS').click();
  await button(page, 'Remove uuid').click();
  const stop = device.board.flash.onChange(({ kind }) => {
    if (kind !== 'erase') return;
    stop();
    device.board.unplug();
  });
  await button(page, 'Write 1 key').click();
  await expect(page.getByText('NVS may be half written.')).toBeVisible();
  yield 'nvs-cut-off';
  await button(page, 'Drop…').click();
  await expect(page.getByRole('dialog')).toBeVisible();
  yield 'nvs-drop-asks';
  await page.keyboard.press('Escape');
  device.board.plugIn();
  await button(page, 'Restore').click();
  await expect(page.getByText('is as it was before the write.')).toBeVisible();
  yield 'nvs-restored';
}

async function* profiles(page: Page): States {
  await button(page, 'Profiles').click();
  await expect(page.getByText('Built in, and the same everywhere.')).toBeVisible();
  yield 'profiles';
  await button(page, 'Duplicate').click();
  await field(page, 'Name').fill('line-3');
  await field(page, 'Namespace').fill('deviceprovisioning');
  await expect(page.getByText('One field cannot stay like this.')).toBeVisible();
  yield 'profiles-field-error';
  await field(page, 'Namespace').fill('greenhouse');
  await button(page, 'Save profile').click();
  await expect(page.getByText('line-3 is saved.')).toBeVisible();
  yield 'profiles-saved';
  await button(page, 'Delete…').click();
  await expect(page.getByRole('dialog')).toBeVisible();
  yield 'profiles-delete-asks';
}

async function* encrypted(page: Page): States {
  await field(page, 'Password').fill(WIFI.password);
  await expect(page.getByText('NVS key: Type the 64 hex digits')).toBeVisible();
  yield 'workbench-encryption-key';
}

function heading(page: Page) {
  return page.getByRole('heading', { level: 1 });
}

async function* unplugged(page: Page, { device }: UiBench): States {
  device.line.pullAtEndOfWriting();
  await start(page);
  yield* fails(page, 'fail-unplugged');
}

async function* wrongOffset(page: Page): States {
  await field(page, 'Offset').fill('0x10000');
  await start(page);
  yield* fails(page, 'fail-wrong-offset');
}

async function* wrongPassword(page: Page): States {
  await start(page, 'Provision Device', 'WrongPass123');
  yield* fails(page, 'fail-wifi-password');
}

async function* troubleWithCa(page: Page, { ca }: UiBench): States {
  ca.failNext({ kind: 'certificate', flaw: 'wrong-uuid' });
  await start(page);
  yield* fails(page, 'fail-ca-certificate');
  await ca.close();
  await button(page, 'Try again').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/cannot be reached/);
  yield 'fail-ca-unreachable';
}

async function* busyPort(page: Page, bench: UiBench): States {
  using _other = await openPort(bench);
  await start(page);
  yield* fails(page, 'fail-port-busy');
}

async function* downloadMode(page: Page): States {
  await start(page);
  yield* fails(page, 'fail-download-mode');
}

async function* closedProgram(page: Page, bench: UiBench): States {
  await field(page, 'Password').fill(WIFI.password);
  await bench.closeProgram();
  await expect(page.getByText('The program was closed').first()).toBeVisible();
  yield 'program-closed';
}

async function* noPort(page: Page): States {
  await expect(page.getByRole('heading', { name: 'No port found' })).toBeVisible();
  await expect(page.getByText('Your user may not open serial ports')).toBeVisible();
  yield 'no-port';
}

async function* ports(page: Page, host: FakeHost): States {
  await field(page, 'Password').fill(WIFI.password);
  await button(page, 'Show the ports').click();
  await expect(page.getByRole('listbox', { name: 'Ports' })).toBeVisible();
  yield 'port-list';
  await page.keyboard.press('Escape');
  host.emit('prov:ports', []);
  await expect(page.getByRole('heading', { name: 'The port is not there' })).toBeVisible();
  await expect(page.getByText('Your user may not open serial ports')).toBeVisible();
  yield 'port-unplugged';
}

async function start(
  page: Page,
  name = 'Provision Device',
  password = WIFI.password,
): Promise<void> {
  if (name === 'Provision Device') await field(page, 'Password').fill(password);
  await button(page, name).click();
}

/** Another program on this port. */
async function openPort({ device }: UiBench): Promise<Disposable> {
  const other = connect(device.server.port, '127.0.0.1');
  await once(other, 'connect');
  await expect.poll(() => device.server.inUse).toBe(true);
  return { [Symbol.dispose]: () => other.destroy() };
}

async function* fails(page: Page, name: string): States {
  await expect(page.getByText('FAIL', { exact: true })).toBeVisible();
  yield name;
}
