import fc from 'fast-check';
import { expect, test } from 'vitest';

import { anyNetwork, converse, PATIENT, RANDOM_NETWORKS, RESET } from './dialogue.ts';
import { ScriptedLine } from './scripted-line.ts';

const network = { ssid: 'Line "5", \\ OK', password: 'pass "word" \\1' };

/** A firmware that does all that is asked; `changes` says what it does otherwise, by the command's name. */
function firmware(changes: Record<string, string> = {}): ScriptedLine {
  const answers: Record<string, string> = {
    '': '\r\nesp32> \r\n',
    wifi_config: 'Configured\r\n',
    wifi_enable: 'Enabled\r\n',
    restart: `Restarting\r\nESP-ROM:esp32s3-20210327\r\n${RESET}`,
    wifi_status: 'Connected, IP: 192.168.1.150\r\n',
    ...changes,
  };
  return new ScriptedLine((line, reply) => {
    const answer = answers[line.split(' ')[0] ?? ''] ?? 'Unrecognized command\r\n';
    reply(line === '' ? answer : `esp32> ${line}\r\n${answer}`);
  });
}

/** As esp_console_split_argv reads a line: quotes group, a backslash keeps `\`, `"` and blank, and drops the rest. */
function words(line: string): string[] {
  const found = line.matchAll(/"((?:[^"\\]|\\.)*)"(?= |$)|([^ "\\]+)(?= |$)/gu);
  return [...found].map(([, inQuotes, bare]) =>
    (inQuotes ?? bare ?? '').replace(/\\(.)/gu, (_escape, character: string) =>
      /[\\" ]/.test(character) ? character : '',
    ),
  );
}

test('exactly these commands are sent, and the address of the restarted firmware comes back', async () => {
  const line = firmware();
  expect((await converse(line, 'console', network)).outcome).toBe('192.168.1.150');
  expect(line.sent).toEqual([
    '',
    String.raw`wifi_config -s "Line \"5\", \\ OK" -p "pass \"word\" \\1"`,
    'wifi_enable -e',
    'restart',
    '',
    'wifi_status',
  ]);
});

test('the console echoes the password, the log does not show it', async () => {
  const { log } = await converse(firmware(), 'console', network);
  expect(log).toContain('wifi_config');
  expect(log).not.toContain('word');
});

test('an address from before the restart is no proof', async () => {
  const line = firmware({
    wifi_enable: 'Enabled\r\nI (900) wifi: got ip:10.0.0.5\r\n',
    wifi_status: 'Not connected\r\n',
  });
  expect((await converse(line, 'console', network)).outcome).toBe('wifi-timeout');
});

test('a network that is called like an address is no proof either', async () => {
  const line = firmware({ wifi_status: 'joining IP 10.0.0.5\r\n' });
  const named = { ...network, ssid: 'IP 10.0.0.5' };
  expect((await converse(line, 'console', named)).outcome).toBe('wifi-timeout');
});

test('random names and passwords arrive as they are, in one wifi_config of at most 255 bytes', async () => {
  const property = fc.asyncProperty(anyNetwork, async (values) => {
    const line = firmware();
    expect((await converse(line, 'console', values, PATIENT)).outcome).toBe('192.168.1.150');
    const [wake, configure = '', ...rest] = line.sent;
    expect([wake, ...rest]).toEqual(['', 'wifi_enable -e', 'restart', '', 'wifi_status']);
    const { ssid, password } = values;
    expect(words(configure)).toEqual(['wifi_config', '-s', ssid, '-p', password ?? '']);
    expect(Buffer.byteLength(configure)).toBeLessThanOrEqual(255);
  });
  await fc.assert(property, { numRuns: RANDOM_NETWORKS });
});

const FAILED = 'Command returned non-zero error code: 0x1 (ERROR)\r\n';

test.each([
  ['a firmware that says nothing', { '': '' }, 'wifi-no-console'],
  [
    'a firmware without the command',
    { wifi_config: 'Unrecognized command\r\n' },
    'wifi-command-refused',
  ],
  ['a command that fails', { wifi_enable: FAILED }, 'wifi-command-refused'],
  ['a command without an answer', { wifi_enable: '' }, 'wifi-no-console'],
  ['connected, without an address', { wifi_status: 'Connected\r\n' }, 'wifi-timeout'],
  [
    'no such network',
    { wifi_status: 'W (9) wifi: disconnected, reason:201\r\n' },
    'wifi-no-such-network',
  ],
])('%s', async (_what, changes: Record<string, string>, code) => {
  expect((await converse(firmware(changes), 'console', network)).outcome).toBe(code);
});
