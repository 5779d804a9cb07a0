import { describe, expect, test } from 'vitest';

import { Profile } from '../../../src/contract/profile.ts';
import { ProvisioningError } from '../../../src/contract/provisioning-error.ts';
import { Secret } from '../../../src/contract/secret.ts';
import { FirmwareConsole } from '../../../src/device/wifi/firmware-console.ts';
import { configureSpecAt } from '../../../src/device/wifi/spec-at.ts';
import { ScriptedLine } from './scripted-line.ts';

const limits = {
  ...Profile.parse({ name: 'test' }).wifi,
  readyTimeoutMs: 400,
  commandTimeoutMs: 100,
  joinTimeoutMs: 150,
};
const network = { ssid: 'Line "5", \\ OK', password: new Secret('OKERROR+123') };
const signal = new AbortController().signal;

const RESET = 'rst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n';

/** A firmware that does all that is asked; `changes` says what it does otherwise, by the command's name. */
function firmware(changes: Record<string, string> = {}) {
  const answers: Record<string, string> = {
    AT: 'OK\r\n',
    'AT+WIFI_SSID': 'OK\r\n',
    'AT+WIFI_PASSWORD': 'OK\r\n',
    'AT+WIFI_CONNECT': 'OK\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n+WIFI_IP:192.168.1.150\r\n',
    'AT+REBOOT': `OK\r\n${RESET}`,
    ...changes,
  };
  return new ScriptedLine((line, reply) => {
    reply(answers[line.split('=')[0] ?? ''] ?? 'ERROR\r\n');
  });
}

async function configure(line: ScriptedLine, readyTimeoutMs = limits.readyTimeoutMs) {
  const log: string[] = [];
  using console = new FirmwareConsole(line, (text) => log.push(text));
  const outcome = await configureSpecAt(
    console,
    network,
    { ...limits, readyTimeoutMs },
    signal,
  ).then(
    (joined) => joined.ip ?? joined.missing,
    (error: unknown) => error,
  );
  return { outcome, log };
}

async function codeOf(line: ScriptedLine, readyTimeoutMs?: number): Promise<unknown> {
  const { outcome } = await configure(line, readyTimeoutMs);
  return outcome instanceof ProvisioningError ? outcome.code : outcome;
}

test('exactly the commands of the specification are sent, values literal, and the address comes back', async () => {
  const line = firmware();
  expect((await configure(line)).outcome).toBe('192.168.1.150');
  expect(line.sent).toEqual([
    'AT',
    'AT+WIFI_SSID=Line "5", \\ OK',
    'AT+WIFI_PASSWORD=OKERROR+123',
    'AT+WIFI_CONNECT',
    'AT+REBOOT',
  ]);
});

test('the password is not in the log, the commands are', async () => {
  const { log } = await configure(firmware());
  expect(log.join('\n')).toContain('> AT+WIFI_SSID=');
  expect(log.join('\n')).not.toContain('OKERROR');
});

test('an echo of the command is not its answer', async () => {
  const line = new ScriptedLine((text, reply) => {
    reply(`${text}\r\n`);
    if (text === 'AT') reply('OK\r\n');
    else if (text.startsWith('AT+WIFI_SSID')) reply('ERROR\r\n');
  });
  expect(await codeOf(line)).toBe('wifi-command-refused');
});

test('log lines and colours between the answers do not count', async () => {
  const noise = '\u001b[0;32mI (812) app: all is OK\u001b[0m\r\n';
  const line = firmware({
    'AT+WIFI_SSID': `${noise}OK\r\n`,
    'AT+WIFI_CONNECT': `${noise}OK\r\nI (900) wifi: got ip:10.0.0.5\r\n`,
  });
  expect((await configure(line)).outcome).toBe('10.0.0.5');
});

test('an address that the device reported before our command is no proof', async () => {
  const line = firmware({
    'AT+WIFI_PASSWORD': 'OK\r\nI (900) wifi: got ip:10.0.0.5\r\n',
    'AT+WIFI_CONNECT': 'OK\r\n',
  });
  expect(await codeOf(line)).toBe('wifi-timeout');
});

test('0.0.0.0 is not an address', async () => {
  expect(await codeOf(firmware({ 'AT+WIFI_CONNECT': 'OK\r\nIP: 0.0.0.0\r\n' }))).toBe(
    'wifi-timeout',
  );
});

test('the probes that a booting firmware answers late do not pass for answers to commands', async () => {
  let probes = 0;
  const line = new ScriptedLine((text, reply) => {
    if (text === 'AT') {
      probes++;
      if (probes === 2) reply('OK\r\nOK\r\n');
    } else if (text.startsWith('AT+WIFI_SSID')) reply('ERROR\r\n');
  });
  expect(await codeOf(line, 60_000)).toBe('wifi-command-refused');
});

describe('what goes wrong keeps its own name', () => {
  const reason = (number: number) => `OK\r\nWIFI DISCONNECT reason=${number}\r\nERROR\r\n`;
  test.each([
    ['a firmware that says nothing', { AT: '' }, 'wifi-no-console'],
    ['a firmware that stops answering', { 'AT+WIFI_PASSWORD': '' }, 'wifi-no-console'],
    ['a refused name', { 'AT+WIFI_SSID': 'ERROR\r\n' }, 'wifi-command-refused'],
    ['a wrong password, by reason', { 'AT+WIFI_CONNECT': reason(15) }, 'wifi-wrong-password'],
    [
      'a wrong password, in words',
      { 'AT+WIFI_CONNECT': 'AUTH_FAIL\r\nERROR\r\n' },
      'wifi-wrong-password',
    ],
    ['no such network', { 'AT+WIFI_CONNECT': reason(201) }, 'wifi-no-such-network'],
    ['a refused connect', { 'AT+WIFI_CONNECT': 'ERROR\r\n' }, 'wifi-join-failed'],
    ['accepted, then silence', { 'AT+WIFI_CONNECT': 'OK\r\n' }, 'wifi-timeout'],
  ])('%s', async (_what, changes: Record<string, string>, code) => {
    expect(await codeOf(firmware(changes))).toBe(code);
  });

  test('a handshake that fails once and then succeeds is a success', async () => {
    const line = firmware({
      'AT+WIFI_CONNECT': 'OK\r\nWIFI DISCONNECT reason=2\r\nWIFI GOT IP\r\nIP: 10.1.2.3\r\n',
    });
    expect((await configure(line)).outcome).toBe('10.1.2.3');
  });

  test('the device unplugged in the middle ends the dialogue with that', async () => {
    const lost = new ProvisioningError('port-lost', 'scripted');
    const line: ScriptedLine = new ScriptedLine((text, reply) => {
      if (text === 'AT') reply('OK\r\n');
      else line.unplug(lost);
    });
    expect((await configure(line)).outcome).toBe(lost);
  });
});
