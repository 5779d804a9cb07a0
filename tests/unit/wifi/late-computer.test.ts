import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

import { expect, onTestFinished, test } from 'vitest';

import { openPort } from '../../../src/device/open-port.ts';
import { FirmwareConsole } from '../../../src/device/wifi/firmware-console.ts';
import { waitForAddress } from '../../../src/device/wifi/wait-for-address.ts';
import { waitUntilReady } from '../../../src/device/wifi/wait-until-ready.ts';
import { ScriptedLine } from './scripted-line.ts';

const { signal } = new AbortController();
const LIMIT_MS = 30;

/** Keeps the whole process busy until every limit of these tests is over. */
function standStill(): void {
  const until = performance.now() + 2 * LIMIT_MS;
  while (performance.now() < until);
}

test('an address that came in time counts, however late this computer gets to it', async () => {
  const line = new ScriptedLine((_command, reply) => {
    reply('OK\r\nIP: 10.0.0.9\r\n');
    standStill();
  });
  using console = new FirmwareConsole(line, () => undefined);
  const join = {
    ssid: 'Line 5',
    timeoutMs: LIMIT_MS,
    accepted: false,
    ask: () => console.send('AT'),
  };
  expect(await waitForAddress(console, join, signal)).toEqual({ ip: '10.0.0.9' });
});

test('a console is asked once at least, and its answer heard', async () => {
  const line = new ScriptedLine((_command, reply) => reply('OK\r\n'));
  using console = new FirmwareConsole(line, () => undefined);
  const probe = {
    name: 'AT',
    send: () => console.send('AT'),
    isAnswer: (text: string) => text === 'OK',
  };
  await waitUntilReady(console, probe, 0, signal);
  expect(line.sent).toEqual(['AT']);
});

test('what lies in the socket when the time is over is read before it is called silence', async () => {
  const { path, peer } = await serialServer();
  await using line = await openPort(path, { baudRate: 115_200, signal });
  using console = new FirmwareConsole(line, () => undefined);
  const board = await peer;
  const heard = console.waitFor((text) => (text === 'OK' ? text : undefined), LIMIT_MS, signal);
  board.write('OK\r\n');
  standStill();
  expect(await heard).toBe('OK');
});

/** A raw serial port on loopback, and the far end of the one who opens it. */
async function serialServer(): Promise<{ path: string; peer: Promise<Socket> }> {
  const server = createServer();
  const peer = once(server, 'connection').then(([socket]) => socket as Socket);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    (await peer).destroy();
    server.close();
  });
  return { path: `socket://127.0.0.1:${(server.address() as AddressInfo).port}`, peer };
}
