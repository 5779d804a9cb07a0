import { expect, test } from 'vitest';

import { FirmwareConsole } from '../../../src/device/wifi/firmware-console.ts';
import { ScriptedLine } from './scripted-line.ts';

const signal = new AbortController().signal;

function listen() {
  const line = new ScriptedLine(() => undefined);
  const log: string[] = [];
  const console = new FirmwareConsole(line, (text) => log.push(text));
  return { line, log, console };
}

test('F-68: control bytes and escape sequences are shown as symbols, never obeyed; colours are left out', () => {
  const { line, log } = listen();
  line.say(
    '\u001b[0;32mI (1) app: green\u001b[0m\r\n\u001b]0;title\u0007\u001b[2Jx\u0000\u007f\r\n',
  );
  expect(log).toEqual(['I (1) app: green', '␛]0;title␇␛[2Jx␀␡']);
});

test('F-68: what turns the reading direction is not shown', () => {
  const { line, log } = listen();
  line.say('a\u202eb\u0085c\r\n');
  expect(log).toEqual(['a\ufffdb\ufffdc']);
});

test('F-68: a line is cut at 4 KB, and one without an end does not grow', async () => {
  const { line, log, console } = listen();
  for (let piece = 0; piece < 1_000; piece += 1) line.say('x'.repeat(1_000));
  line.say('\r\nOK\r\n');
  expect(log[0]).toHaveLength(4_096);
  expect(await console.waitFor((text) => (text === 'OK' ? text : undefined), 0, signal)).toBe('OK');
});

test('F-68: a session shows 1 MB and says so once; what follows is still read', async () => {
  const { line, log, console } = listen();
  for (let piece = 0; piece < 2_000; piece += 1) line.say(`${'x'.repeat(1_000)}\r\n`);
  line.say('OK\r\n');
  expect(log.join('\n').length).toBeLessThan(1_100_000);
  expect(log.at(-1)).toBe('The device has printed 1 MB; what follows is not shown.');
  expect(await console.waitFor((text) => (text === 'OK' ? text : undefined), 0, signal)).toBe('OK');
});

test('a secret does not show in the log, in whichever parts its echo comes', async () => {
  const { line, log, console } = listen();
  await console.send('AT+WIFI_PASSWORD=correct horse', 'AT+WIFI_PASSWORD=***');
  for (let cut = 0; cut <= 30; cut += 1) {
    const echo = 'AT+WIFI_PASSWORD=correct horse';
    line.say(`${echo.slice(0, cut)}I (812) wifi: noise\r\n${echo.slice(cut)}\r\n`);
  }
  expect(log.join('\n')).not.toMatch(/corr|orse/);
});
