import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openPort } from '../../../src/device/open-port.ts';
import {
  startRfc2217Server,
  type SerialBoard,
} from '../../../src/virtual-bench/virtual-esp32/line/rfc2217-server.ts';

const { signal } = new AbortController();
const options = { baudRate: 115_200, signal };

/** A board that keeps what reaches it, and says what a test wants it to say. */
class RecordingBoard implements SerialBoard {
  readonly pluggedIn = true;
  readonly received: number[] = [];
  readonly lines: string[] = [];
  baudRate = 0;
  say: (bytes: Uint8Array) => void = () => undefined;
  onReceive: () => void = () => undefined;

  receive(bytes: Uint8Array): void {
    this.received.push(...bytes);
    this.onReceive();
  }

  setLines({ dtr, rts }: { dtr: boolean; rts: boolean }): void {
    this.lines.push(`${Number(dtr)}${Number(rts)}`);
  }

  setHostBaudRate(baudRate: number): void {
    this.baudRate = baudRate;
  }

  discardReceived(): void {
    this.received.length = 0;
  }

  onTransmit(listener: (bytes: Uint8Array) => void): () => void {
    this.say = listener;
    return () => undefined;
  }

  onUnplug(): () => void {
    return () => undefined;
  }
}

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  vi.useRealTimers();
  for (const close of closers.splice(0).reverse()) await close();
});

async function bench() {
  const board = new RecordingBoard();
  const server = await startRfc2217Server(board, { host: '127.0.0.1', port: 0 });
  closers.push(() => server.close());
  return { board, server };
}

async function openOn(url: string) {
  const line = await openPort(url, options);
  closers.push(() => line.close());
  return line;
}

/** A server of a test's own making; `serve` gets its one connection. */
async function rawServer(serve: (socket: Socket) => void): Promise<string> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined));
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return `rfc2217://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a port behind an RFC 2217 server', () => {
  test('carries every value of a byte both ways', async () => {
    const { board, server } = await bench();
    const line = await openOn(server.url);
    const all = Uint8Array.from({ length: 512 }, (_, index) => index % 256);

    const there = Promise.withResolvers<undefined>();
    board.onReceive = () => {
      if (board.received.length === all.length) there.resolve(undefined);
    };
    await line.write(all);
    await there.promise;
    expect(board.received).toEqual([...all]);

    const back = Promise.withResolvers<undefined>();
    const answer: number[] = [];
    line.onData((bytes) => {
      answer.push(...bytes);
      if (answer.length === all.length) back.resolve(undefined);
    });
    board.say(all);
    await back.promise;
    expect(answer).toEqual([...all]);
  });

  test('runs at the rate that was asked for, and changes it in place', async () => {
    const { board, server } = await bench();
    const line = await openOn(server.url);
    expect(board.baudRate).toBe(115_200);
    await line.setBaudRate(921_600);
    expect(board.baudRate).toBe(921_600);
    expect(board.lines).toEqual([]);
  });

  test('that cannot run at a rate says so', async () => {
    const { server } = await bench();
    const line = await openOn(server.url);
    await expect(line.setBaudRate(99_000_000)).rejects.toMatchObject({ code: 'port-failed' });
  });

  test('is left with its lines as they are until they are set', async () => {
    const { board, server } = await bench();
    await openOn(server.url);
    expect(board.lines).toEqual([]);
  });

  test('is lost when the connection is cut', async () => {
    const { server } = await bench();
    const line = await openOn(server.url);
    server.cutConnection();
    await once(line.lost, 'abort');
    expect(line.lost.reason).toMatchObject({ code: 'port-lost' });
    await expect(line.setBaudRate(115_200)).rejects.toMatchObject({ code: 'port-lost' });
  });
});

describe('Espressif’s server acts on single commands of SET_CONTROL', () => {
  const DTR = { on: 8, off: 9 };
  const RTS = { on: 11, off: 12 };

  test('so DTR goes first, and only a line that changes is sent', async () => {
    const { url, controls } = await controlServer();
    const line = await openOn(url);
    await line.setLines({ dtr: false, rts: true });
    await line.setLines({ dtr: true, rts: false });
    await line.setLines({ dtr: false, rts: false });
    await line.setBaudRate(115_200); // acknowledged after all of them
    expect(controls).toEqual([DTR.off, RTS.on, DTR.on, RTS.off, DTR.off]);
  });

  test('and closing the port releases what is asserted', async () => {
    const { url, controls, gone } = await controlServer();
    const line = await openOn(url);
    await line.setLines({ dtr: true, rts: false });
    await line.close();
    await gone;
    expect(controls).toEqual([DTR.on, RTS.off, DTR.off]);
  });

  /** Acknowledges everything but SET_CONTROL, and keeps the values of that. */
  async function controlServer() {
    const controls: number[] = [];
    const gone = Promise.withResolvers<undefined>();
    const url = await rawServer((socket) => {
      socket.write(Uint8Array.of(255, 253, 44)); // DO COM-PORT-OPTION
      socket.on('close', () => gone.resolve(undefined));
      socket.on('data', (bytes) => {
        for (const { command, value } of comPortCommands(bytes)) {
          if (command === 5) controls.push(...value.filter((control) => control >= DTR.on));
          else socket.write(Uint8Array.of(255, 250, 44, command + 100, ...value, 255, 240));
        }
      });
    });
    return { url, controls, gone: gone.promise };
  }

  /** The COM-PORT-OPTION commands in what a client sent at once; none of them holds a 255. */
  function comPortCommands(bytes: Buffer): { command: number; value: number[] }[] {
    const hex = bytes.toString('hex');
    return [...hex.matchAll(/fffa2c(..)((?:..)*?)fff0/g)].map(([, command = '', value = '']) => ({
      command: parseInt(command, 16),
      value: [...Buffer.from(value, 'hex')],
    }));
  }
});

describe('a port that is not to be had', () => {
  test('because another client has it, is busy', async () => {
    const url = await rawServer((socket) => socket.resume().end('Port already in use\r\n')); // ser2net's words
    await expect(openPort(url, options)).rejects.toMatchObject({ code: 'port-busy' });
  });

  test.each([
    ['says nothing, is busy with another client', '', 'port-busy'],
    ['says something else, is no RFC 2217 server', 'SSH-2.0-OpenSSH_9.2\r\n', 'port-unreachable'],
  ])('because the server %s', async (_why, greeting, code) => {
    const asked = Promise.withResolvers<undefined>();
    const url = await rawServer((socket) => {
      socket.write(greeting);
      socket.once('data', () => asked.resolve(undefined));
    });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const opening = expect(openPort(url, options)).rejects.toMatchObject({ code });
    await asked.promise;
    await vi.advanceTimersByTimeAsync(10_000);
    await opening;
  });

  test('because nobody wants it any more, was cancelled', async () => {
    const stop = new AbortController();
    const url = await rawServer((socket) => socket.once('data', () => stop.abort()));
    await expect(openPort(url, { baudRate: 115_200, signal: stop.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});
