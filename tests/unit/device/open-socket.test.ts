import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPort } from '../../../src/device/open-port.ts';

const { signal } = new AbortController();
const options = { baudRate: 115_200, signal };

let server: Server;
let path: string;
let peers: Socket[];

beforeEach(async () => {
  peers = [];
  server = createServer((peer) => {
    peer.on('error', () => undefined);
    peers.push(peer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  path = `socket://127.0.0.1:${port}`;
});

afterEach(async () => {
  for (const peer of peers) peer.destroy();
  server.close();
  await once(server, 'close');
});

/** The line and the server's end of it. */
async function open() {
  const [line] = await Promise.all([openPort(path, options), once(server, 'connection')]);
  const [peer] = peers;
  if (!peer) throw new Error('no connection');
  return { line, peer };
}

async function whenLost(lost: AbortSignal): Promise<unknown> {
  if (!lost.aborted) await once(lost, 'abort');
  return lost.reason;
}

describe('a port behind socket://', () => {
  test('is lost from the first write that fails, before the socket says so', async () => {
    const { line, peer } = await open();
    await using _line = line;
    peer.resetAndDestroy();
    const wasLost = line.write(Buffer.from('x')).then(
      () => undefined,
      () => line.lost.aborted,
    );
    expect(await wasLost).toBe(true);
  });

  test('carries bytes both ways until the listener leaves', async () => {
    const { line, peer } = await open();
    await using _line = line;
    const received: string[] = [];
    const arrived = Promise.withResolvers<undefined>();
    const leave = line.onData((bytes) => {
      received.push(Buffer.from(bytes).toString());
      leave();
      arrived.resolve(undefined);
    });
    await line.write(Buffer.from('question'));
    const [question] = (await once(peer, 'data')) as [Buffer];
    expect(question.toString()).toBe('question');
    peer.write('answer');
    await arrived.promise;
    expect(received).toEqual(['answer']);
  });

  test.each([
    ['the server closes it', (peer: Socket) => peer.end()],
    ['the connection is cut', (peer: Socket) => peer.resetAndDestroy()],
  ])('is lost when %s, and says so', async (_how, cut) => {
    const { line, peer } = await open();
    await using _line = line;
    cut(peer);
    expect(await whenLost(line.lost)).toMatchObject({ code: 'port-lost' });
    await expect(line.write(Buffer.from('x'))).rejects.toMatchObject({ code: 'port-lost' });
  });

  test('is not lost by being closed, and can be opened again', async () => {
    const { line } = await open();
    await line.close();
    await line.close();
    expect(line.lost.aborted).toBe(false);
    await using again = await openPort(path, options);
    expect(again.path).toBe(path);
  });

  test('closes although the other side takes nothing any more', async () => {
    const { line, peer } = await open();
    peer.pause();
    const stuck = line.write(Buffer.alloc(32 * 2 ** 20));
    await Promise.all([line.close(), expect(stuck).rejects.toMatchObject({ code: 'port-lost' })]);
  });

  test('has one owner inside this process', async () => {
    const { line } = await open();
    await using _line = line;
    await expect(openPort(path, options)).rejects.toMatchObject({ code: 'port-busy' });
  });

  test('is free again after it was lost', async () => {
    const { line, peer } = await open();
    peer.resetAndDestroy();
    await whenLost(line.lost);
    await line.close();
    await using again = await openPort(path, options);
    expect(again.lost.aborted).toBe(false);
  });
});

describe('a port that cannot be opened', () => {
  test('where no server is, is unreachable, and stays free', async () => {
    const nobody = 'socket://127.0.0.1:1';
    const unreachable = { code: 'port-unreachable' };
    await expect(openPort(nobody, options)).rejects.toMatchObject(unreachable);
    await expect(openPort(nobody, options)).rejects.toMatchObject(unreachable);
  });

  test('because nobody wants it any more, was cancelled', async () => {
    const stop = new AbortController();
    const opening = openPort(path, { baudRate: 115_200, signal: stop.signal });
    stop.abort();
    await expect(opening).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('with a name that does not exist, is not found', async () => {
    await expect(openPort('/dev/no-such-port', options)).rejects.toMatchObject({
      code: 'port-not-found',
    });
  });

  test.skipIf(process.platform === 'win32')(
    'with the name of something else, has failed',
    async () => {
      await expect(openPort('/dev/null', options)).rejects.toMatchObject({ code: 'port-failed' });
      await expect(openPort(import.meta.filename, options)).rejects.toMatchObject({
        code: 'port-failed',
      });
    },
  );
});
