import { expect, test } from 'vitest';

import type { VirtualCaFault } from '../../src/virtual-bench/virtual-ca/fault.ts';
import { startCliBench, UUID } from './cli-bench.ts';
import { runCli, startCli, type Ended } from './command-line.ts';

/**
 * What the person reads who has to act: what has become of the device, what happened, the next act, the code and the
 * step. Those of the bootloader and of a locked chip are in cli-virtual-esp32.test.ts.
 */
function expectToRead(
  { stdout }: Ended,
  verdict: 'FAIL' | 'NOT CONFIRMED',
  [state, title, hint, code, step]: readonly [string, string, string, string, string],
): void {
  const [, below = stdout] = stdout.split(`\n${verdict}\n\n`);
  expect(below.split('\n').slice(0, 6)).toEqual([
    state,
    expect.stringMatching(new RegExp(`^${title}: `)),
    hint,
    '',
    `Code: ${code}`,
    `Step: ${step}`,
  ]);
}

const UNTOUCHED = 'The device was not changed.';
const UNCONFIRMED = 'The settings are verified and the firmware runs; Wi-Fi is not confirmed.';
const LOST: VirtualCaFault = { kind: 'drop', when: 'before' };

test.each([
  [
    'cannot be reached',
    [LOST, LOST, LOST],
    'The certificate authority cannot be reached',
    'Test the CA URL, the network and the firewall; trying again with the same credentials is safe.',
    'ca-unreachable',
  ],
  [
    'answers for another device',
    [{ kind: 'certificate', flaw: 'wrong-uuid' } as const],
    'The CA answered with a certificate for a different device',
    'Tell the administrator of the CA; try again, the identity is kept.',
    'certificate-wrong-device',
  ],
])('a CA that %s', async (_what, faults, title, hint, code) => {
  const { ca, provision } = await startCliBench();
  ca.failNext(...faults);
  const ended = await runCli(provision());
  expect(ended.exitCode).toBe(1);
  expectToRead(ended, 'FAIL', [UNTOUCHED, title, hint, code, 'Register with CA']);
});

test('a UUID that another device on record has', async () => {
  const { provision } = await startCliBench();
  await runCli(provision());
  const other = await startCliBench({ device: { mac: 'A0:B1:C2:D3:E4:00' } });
  const ended = await runCli(provision('--port', other.device.url, '--uuid', UUID));
  expect(ended.exitCode).toBe(1);
  expectToRead(ended, 'FAIL', [
    UNTOUCHED,
    'This UUID belongs to another device on record',
    'Give each device a UUID of its own.',
    'uuid-in-use',
    'Save record',
  ]);
});

test('F-50: a cable that is pulled while the settings are written', async () => {
  const { device, provision } = await startCliBench({ device: { timing: 'real' } });
  const run = startCli(provision());
  device.board.flash.onChange(() => device.server.cutConnection());
  const ended = await run.ended;
  expect(ended.exitCode).toBe(1);
  expectToRead(ended, 'FAIL', [
    'The settings area of the device is incomplete; run once more to complete it.',
    'The device was unplugged',
    'Plug it in again and run once more; its identity is kept.',
    'port-lost',
    'Flash NVS',
  ]);
});

test('a Wi-Fi password that is wrong', async () => {
  const { provision, file } = await startCliBench();
  const ended = await runCli(provision('--wifi-password-file', file('wrong', 'not the password')));
  expect(ended.exitCode).toBe(1);
  expectToRead(ended, 'FAIL', [
    UNCONFIRMED,
    'The device could not join: the Wi-Fi password is wrong',
    'Correct the password and run once more.',
    'wifi-wrong-password',
    'Configure Wi-Fi',
  ]);
});

test('F-65: a firmware that says nothing is NOT CONFIRMED', async () => {
  const { provision, file } = await startCliBench({ device: { firmware: 'silent' } });
  const quick = file('quick.json', '{ "name": "quick", "wifi": { "readyTimeoutMs": 300 } }');
  const ended = await runCli(provision('--profile', quick));
  expect(ended.exitCode).toBe(3);
  expectToRead(ended, 'NOT CONFIRMED', [
    UNCONFIRMED,
    'The firmware does not answer Wi-Fi commands',
    'Wi-Fi is not confirmed. Check that the firmware speaks the dialect of the profile.',
    'wifi-no-console',
    'Configure Wi-Fi',
  ]);
});
