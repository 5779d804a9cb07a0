import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

import { WebSocketServer, type WebSocket } from 'ws';
import { z } from 'zod';

import {
  events,
  requests,
  type EventChannel,
  type Input,
  type Output,
  type Reply,
  type RequestChannel,
} from '../../src/contract/channels.ts';
import { wireError } from '../../src/contract/errors.ts';
import { securityHeaders } from '../../src/hosts/security-headers.ts';

export type Answers = {
  [C in RequestChannel]: (payload: Input<C>) => Reply<Output<C>> | Promise<Reply<Output<C>>>;
};

export interface FakeHost extends AsyncDisposable {
  url: string;
  /** Sends an event to every page; throws if the contract does not know it like this. */
  emit<C extends EventChannel>(channel: C, payload: z.input<(typeof events)[C]>): void;
  /** Ends all connections, as a program does that is closed. */
  drop(): void;
}

const RENDERER = join(import.meta.dirname, '../../dist/renderer');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const Request = z.object({ id: z.int(), channel: z.string(), payload: z.unknown() });

/** The built renderer behind a web server whose program is a script. What it says is parsed by the contract's schemas. */
export async function startFakeHost(answers: Answers): Promise<FakeHost> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://x').pathname);
    const file = path === '/' ? '/index.html' : path;
    readFile(join(RENDERER, file)).then(
      (body) =>
        response
          .writeHead(200, {
            'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
            ...securityHeaders(),
          })
          .end(body),
      () => response.writeHead(404).end(),
    );
  });
  const sockets = new WebSocketServer({ server, path: '/host' });
  sockets.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => void answer(socket, data.toString(), answers));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP

  const drop = () => {
    for (const socket of sockets.clients) socket.terminate();
  };
  return {
    url: `http://127.0.0.1:${port}/`,
    emit: (channel, payload) => {
      const message = JSON.stringify({ event: channel, payload: events[channel].parse(payload) });
      for (const socket of sockets.clients) socket.send(message);
    },
    drop,
    async [Symbol.asyncDispose]() {
      drop();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(socket: WebSocket, text: string, answers: Answers): Promise<void> {
  const { id, channel, payload } = Request.parse(JSON.parse(text));
  const reply = isChannel(channel)
    ? await answerOn(channel, payload, answers)
    : { ok: false, error: wireError('bad-request', channel) };
  socket.send(JSON.stringify({ id, reply }));
}

function isChannel(channel: string): channel is RequestChannel {
  return channel in requests;
}

async function answerOn<C extends RequestChannel>(
  channel: C,
  payload: unknown,
  answers: Answers,
): Promise<Reply<Output<C>>> {
  // The schema of a channel makes its input and its output; the compiler cannot follow the pair.
  const reply = await answers[channel](requests[channel].input.parse(payload) as Input<C>);
  if (reply.ok) requests[channel].output.parse(reply.value);
  return reply;
}
