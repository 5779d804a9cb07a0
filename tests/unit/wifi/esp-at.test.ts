import fc from 'fast-check';
import { expect, test } from 'vitest';

import { anyNetwork, converse, PATIENT, RANDOM_NETWORKS } from './dialogue.ts';
import { ScriptedLine } from './scripted-line.ts';

const network = { ssid: 'ab\\,c', password: '0123456789"\\' };
const ADDRESS = '+CIFSR:STAIP,"192.168.1.150"\r\n+CIFSR:STAMAC,"a0:b1:c2:d3:e4:f5"\r\n\r\nOK\r\n';

/** A firmware that does all that is asked; `changes` says what it does otherwise, by the command's name. */
function firmware(changes: Record<string, string> = {}): ScriptedLine {
  const answers: Record<string, string> = {
    AT: 'AT\r\n\r\nOK\r\n',
    ATE0: 'ATE0\r\n\r\nOK\r\n',
    'AT+SYSSTORE': '\r\nOK\r\n',
    'AT+CWMODE': '\r\nOK\r\n',
    'AT+CWJAP': 'WIFI DISCONNECT\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n',
    'AT+CIFSR': ADDRESS,
    ...changes,
  };
  return new ScriptedLine((line, reply) => {
    reply(answers[line.split('=')[0] ?? ''] ?? 'ERROR\r\n');
  });
}

/** As ESP-AT reads them: strings in double quotes, where a backslash makes the next character literal. */
function parameters(line: string): string[] {
  const values: string[] = [];
  let at = line.indexOf('=') + 1;
  while (at < line.length) {
    if (line[at] !== '"') throw new Error(`no quote at ${at}: ${line}`);
    let value = '';
    for (at++; line[at] !== '"'; at++) {
      if (line[at] === '\\') at++;
      else if (line[at] === ',' || at >= line.length) throw new Error(`bare at ${at}: ${line}`);
      value += line[at] ?? '';
    }
    values.push(value);
    at += 1;
    if (at < line.length && line[at] !== ',') throw new Error(`no comma at ${at}: ${line}`);
    at += 1;
  }
  return values;
}

test("exactly these commands are sent, escaped as in ESP-AT's own example", async () => {
  const line = firmware();
  expect((await converse(line, 'esp-at', network)).outcome).toBe('192.168.1.150');
  expect(line.sent).toEqual([
    'AT',
    'ATE0',
    'AT+SYSSTORE=1',
    'AT+CWMODE=1',
    String.raw`AT+CWJAP="ab\\\,c","0123456789\"\\"`,
    'AT+CIFSR',
  ]);
});

test('an open network has an empty password', async () => {
  const line = firmware();
  await converse(line, 'esp-at', { ssid: 'ssid', password: null });
  expect(line.sent).toContain('AT+CWJAP="ssid",""');
});

test('an echo shows the password in the log neither plain nor escaped', async () => {
  const line = new ScriptedLine((text, reply) => reply(`${text}\r\nOK\r\n${ADDRESS}`));
  const { log } = await converse(line, 'esp-at', network);
  expect(log).toContain('AT+CWJAP="ab');
  expect(log).not.toContain('0123456789');
});

test('a busy firmware gets the command again', async () => {
  let asked = 0;
  const line = new ScriptedLine((text, reply) => {
    if (text === 'AT+CIFSR') reply(ADDRESS);
    else reply(text === 'ATE0' && asked++ === 0 ? 'busy p...\r\n' : 'OK\r\n');
  });
  const { outcome } = await converse(line, 'esp-at', network, { commandTimeoutMs: 2_000 });
  expect(outcome).toBe('192.168.1.150');
  expect(line.sent.slice(0, 4)).toEqual(['AT', 'ATE0', 'ATE0', 'AT+SYSSTORE=1']);
});

test('random names and passwords arrive as they are, in one AT+CWJAP of at most 256 bytes', async () => {
  const property = fc.asyncProperty(anyNetwork, async (values) => {
    const line = firmware();
    expect((await converse(line, 'esp-at', values, PATIENT)).outcome).toBe('192.168.1.150');
    const [probe, echo, store, mode, join = '', ...rest] = line.sent;
    expect([probe, echo, store, mode, ...rest]).toEqual([
      'AT',
      'ATE0',
      'AT+SYSSTORE=1',
      'AT+CWMODE=1',
      'AT+CIFSR',
    ]);
    expect(parameters(join)).toEqual([values.ssid, values.password ?? '']);
    expect(Buffer.byteLength(join)).toBeLessThanOrEqual(254); // and CR LF
  });
  await fc.assert(property, { numRuns: RANDOM_NETWORKS });
});

test.each([
  ['a firmware that says nothing', { AT: '' }, 'wifi-no-console'],
  ['a refused mode', { 'AT+CWMODE': 'ERROR\r\n' }, 'wifi-command-refused'],
  ['its own time limit', { 'AT+CWJAP': '+CWJAP:1\r\n\r\nERROR\r\n' }, 'wifi-timeout'],
  ['a wrong password', { 'AT+CWJAP': '+CWJAP:2\r\n\r\nERROR\r\n' }, 'wifi-wrong-password'],
  ['no such network', { 'AT+CWJAP': '+CWJAP:3\r\n\r\nERROR\r\n' }, 'wifi-no-such-network'],
  ['a failed connection', { 'AT+CWJAP': '+CWJAP:4\r\n\r\nERROR\r\n' }, 'wifi-join-failed'],
  ['a join refused without a number', { 'AT+CWJAP': 'ERROR\r\n' }, 'wifi-join-failed'],
  ['a join without an end', { 'AT+CWJAP': 'WIFI CONNECTED\r\n' }, 'wifi-timeout'],
  ['no address', { 'AT+CIFSR': '+CIFSR:STAIP,"0.0.0.0"\r\n\r\nOK\r\n' }, 'wifi-timeout'],
  [
    'the address of its own network only',
    { 'AT+CIFSR': '+CIFSR:APIP,"192.168.4.1"\r\n\r\nOK\r\n' },
    'wifi-timeout',
  ],
])('%s', async (_what, changes: Record<string, string>, code) => {
  expect((await converse(firmware(changes), 'esp-at', network)).outcome).toBe(code);
});
