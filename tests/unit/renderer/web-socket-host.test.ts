import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import { afterEach, beforeEach, expect, test } from 'vitest';

import type { Host } from '../../../src/renderer/host-connection.ts';
import { connectWebSocketHost } from '../../../src/renderer/web-socket-host.ts';

let server: WebSocketServer;
let socket: ServerSocket;
let host: Host;

beforeEach(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/host' });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const connection = once(server, 'connection') as Promise<[ServerSocket]>; // as ws documents it
  host = connectWebSocketHost(new URL(`http://127.0.0.1:${port}/host`));
  [socket] = await connection;
});
afterEach(() => {
  for (const client of server.clients) client.terminate();
  server.close();
});

/** Answers the next request with this reply. */
async function answer(reply: unknown): Promise<unknown> {
  const [data] = (await once(socket, 'message')) as [Buffer]; // as ws documents it
  const request = JSON.parse(data.toString()) as { id: number }; // as our own page sends it
  socket.send(JSON.stringify({ id: request.id, reply }));
  return request;
}

test('a request is a message with an id, and its reply finds the way back', async () => {
  const reply = host.invoke('prov:reveal-psk', { id: 'record-1' });
  const request = await answer({ ok: true, value: { psk: 'abc' } });
  expect(request).toEqual({ id: 1, channel: 'prov:reveal-psk', payload: { id: 'record-1' } });
  expect(await reply).toEqual({ ok: true, value: { psk: 'abc' } });
});

test('a reply that the contract does not know is an error, not a surprise', async () => {
  const reply = host.invoke('prov:reveal-psk', { id: 'record-1' });
  await answer({ ok: true, value: { secret: 'abc' } });
  expect(await reply).toMatchObject({ ok: false, error: { code: 'internal' } });
});

test('events reach those who listen, until they stop', async () => {
  const first = Promise.withResolvers<unknown>();
  const heard: unknown[] = [];
  const stop = host.on('prov:ports', (ports) => {
    heard.push(ports);
    first.resolve(ports);
  });
  socket.send(JSON.stringify({ event: 'prov:ports', payload: [{ path: 'COM3' }] }));
  expect(await first.promise).toEqual([{ path: 'COM3' }]);

  stop();
  const second = Promise.withResolvers<unknown>();
  host.on('prov:ports', second.resolve);
  socket.send(JSON.stringify({ event: 'prov:ports', payload: [] }));
  await second.promise;
  expect(heard).toHaveLength(1);
});

test('when the program goes away, nothing waits for ever', async () => {
  const lost = Promise.withResolvers<true>();
  host.onLost(() => lost.resolve(true));
  const reply = host.invoke('prov:list-ports', {});
  await once(socket, 'message');
  socket.terminate();
  await lost.promise;
  expect(await reply).toMatchObject({ ok: false });
  expect(await host.invoke('prov:list-ports', {})).toMatchObject({ ok: false });
});
