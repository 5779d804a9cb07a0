import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { afterEach, expect, test } from 'vitest';

import { startRfc2217Server } from '../../../src/virtual-bench/virtual-esp32/line/rfc2217-server.ts';
import { FakeSerialBoard } from './fake-serial-board.ts';

const DTR_ON = Uint8Array.of(255, 250, 44, 5, 8, 255, 240);

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

test('the url is the one that pyserial takes', async () => {
  const { server } = await startServer();
  expect(server.url).toBe(`rfc2217://127.0.0.1:${server.port}`);
});

test('bytes pass both ways through the socket', async () => {
  const { board, server } = await startServer();
  const client = await openClient(server.port);
  client.socket.write(Uint8Array.of(1, 2, 3));
  await board.until(() => board.received.length === 3);
  board.transmit([4, 5, 6]);
  await client.until((text) => text.endsWith('\x04\x05\x06'));
  expect(board.received).toEqual([1, 2, 3]);
});

test('a second client is told that the port is in use and sent away; the first notices nothing', async () => {
  const { board, server } = await startServer();
  const first = await openClient(server.port);
  const second = await openClient(server.port);
  await closed(second.socket);
  expect(second.text()).toBe('Port already in use\r\n');
  first.socket.write(Uint8Array.of(9));
  await board.until(() => board.received.length === 1);
  expect(board.received).toEqual([9]);
});

test('a client that leaves frees the port and releases the lines', async () => {
  const { board, server } = await startServer();
  const first = await openClient(server.port);
  first.socket.write(DTR_ON);
  await board.until(() => board.lines.length === 1);
  expect(server.inUse).toBe(true);
  first.socket.end();
  await board.until(() => board.lines.length === 2);
  expect(board.lines).toEqual(['D-', '--']);
  expect(server.inUse).toBe(false);
  const next = await openClient(server.port);
  next.socket.write(Uint8Array.of(7));
  await board.until(() => board.received.length === 1);
});

test.each<[string, (socket: Socket) => unknown]>([
  ['has closed it', (socket) => socket.destroy()],
  ['was reset', (socket) => socket.resetAndDestroy()],
])('a client may open the port again the moment it %s', async (_how, leave) => {
  const { board, server } = await startServer();
  for (let round = 1; round <= 20; round += 1) {
    const client = await openClient(server.port);
    client.socket.write(Uint8Array.of(round));
    await board.until(() => board.received.at(-1) === round);
    leave(client.socket);
  }
  expect(board.received.length).toBe(20);
});

test('a cut connection ends without a goodbye', async () => {
  const { server } = await startServer();
  const client = await openClient(server.port);
  await client.until((text) => text.length > 0);
  server.cutConnection();
  expect(await once(client.socket, 'error')).toMatchObject([{ code: 'ECONNRESET' }]);
});

test('a pulled cable cuts the connection, and nobody gets in until it is back', async () => {
  const { board, server } = await startServer();
  const client = await openClient(server.port);
  await client.until((text) => text.length > 0);
  const lost = once(client.socket, 'error');
  board.unplug();
  await lost;
  const early = connect(server.port, '127.0.0.1').on('error', () => undefined);
  await closed(early);
  expect(early.bytesRead).toBe(0);
  board.pluggedIn = true;
  const late = await openClient(server.port);
  late.socket.write(Uint8Array.of(6));
  await board.until(() => board.received.length === 1);
});

test('a closed server sends its client away and frees the address', async () => {
  const { server } = await startServer();
  const client = await openClient(server.port);
  await client.until((text) => text.length > 0);
  const gone = closed(client.socket);
  await server.close();
  await gone;
  const again = await startRfc2217Server(new FakeSerialBoard(), {
    host: '127.0.0.1',
    port: server.port,
  });
  await again.close();
});

test('an address that is taken is refused', async () => {
  const { server } = await startServer();
  const taken = startRfc2217Server(new FakeSerialBoard(), { host: '127.0.0.1', port: server.port });
  await expect(taken).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

/** Not `once`, which takes a reset for a failure. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

async function startServer() {
  const board = new FakeSerialBoard();
  const server = await startRfc2217Server(board, { host: '127.0.0.1', port: 0 });
  cleanups.push(() => server.close().catch(() => undefined));
  return { board, server };
}

async function openClient(port: number) {
  const socket = connect(port, '127.0.0.1');
  cleanups.push(() => socket.destroy());
  let received = '';
  socket.on('data', (bytes) => (received += bytes.toString('latin1')));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return {
    socket,
    text: () => received,
    async until(condition: (text: string) => boolean) {
      while (!condition(received)) await once(socket, 'data');
    },
  };
}
