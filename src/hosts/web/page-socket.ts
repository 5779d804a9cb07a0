import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';

import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { z } from 'zod';

import { requests, type Reply, type RequestChannel } from '../../contract/channels.ts';
import { CLOSE_SECOND_PAGE } from '../../contract/close-code.ts';
import { wireError } from '../../contract/errors.ts';
import type { Publish } from '../../provisioning/publish.ts';
import type { Dispatch } from '../dispatch.ts';

const MAX_MESSAGE_BYTES = 256 * 1024; // a request with a profile and a chain of certificates has some 20 KB
const MAX_UNREAD_BYTES = 16 * 1024 * 1024; // of events, for a page that has stopped reading
const RELOAD_MS = 1_000; // a page that is loaded again connects before its old connection is gone
const TURNS_TO_READ = 4;
const PING_EVERY_MS = 15_000;

const CLOSE_NOT_UNDERSTOOD = 1008; // "policy violation"

const Message = z.strictObject({ id: z.int(), channel: z.string(), payload: z.unknown() });
const Channel = z.enum(Object.keys(requests) as [RequestChannel, ...RequestChannel[]]); // the table is not empty

export interface PageSocketTools {
  dispatch: Dispatch;
  /** The page has come, or has gone. */
  onCome: () => void;
  onLeave: () => void;
  /** What a page should not have done. */
  onWarning: (text: string) => void;
}

/** The one page that is connected: `{id, channel, payload}` in, `{id, reply}` and `{event, payload}` out. */
export class PageSocket implements Disposable {
  readonly #tools: PageSocketTools;
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  #socket: WebSocket | undefined;

  constructor(tools: PageSocketTools) {
    this.#tools = tools;
  }

  /** Makes a WebSocket of a request that may have one. A second page is told so and sent away. */
  async accept(request: IncomingMessage, connection: Duplex, head: Buffer): Promise<void> {
    connection.on('error', () => connection.destroy());
    if (this.#socket) {
      await once(this.#socket, 'close', { signal: AbortSignal.timeout(RELOAD_MS) }).catch(
        () => undefined,
      );
      // Where the computer stood still, its end is read in the turns after the deadline.
      for (let turn = 0; turn < TURNS_TO_READ; turn += 1) await setImmediate();
    }
    this.#server.handleUpgrade(request, connection, head, (socket) => {
      socket.on('error', ({ message }) => this.#tools.onWarning(message)); // ws closes it itself
      if (this.#socket) socket.close(CLOSE_SECOND_PAGE, 'It is open in another window.');
      else this.#serve(socket);
    });
  }

  readonly publish: Publish = (event, payload) => {
    this.#send(this.#socket, { event, payload });
  };

  [Symbol.dispose](): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.terminate();
    this.#server.close();
  }

  #serve(socket: WebSocket): void {
    this.#socket = socket;
    this.#tools.onCome();
    const heartbeat = terminateWhenSilent(socket);
    socket.on('message', (data, isBinary) => void this.#receive(socket, data, isBinary));
    socket.on('close', () => {
      clearInterval(heartbeat);
      if (this.#socket !== socket) return; // the host has ended
      this.#socket = undefined;
      this.#tools.onLeave();
    });
  }

  async #receive(socket: WebSocket, data: RawData, isBinary: boolean): Promise<void> {
    const message = isBinary ? undefined : parse(data);
    if (!message) {
      this.#tools.onWarning('The page has sent something that is no request; it was cut off.');
      socket.close(CLOSE_NOT_UNDERSTOOD, 'not a request');
      return;
    }
    const { id, channel, payload } = message;
    this.#send(socket, { id, reply: await this.#reply(channel, payload) });
  }

  #reply(name: string, payload: unknown): Promise<Reply<unknown>> | Reply<unknown> {
    const channel = Channel.safeParse(name);
    if (channel.success) return this.#tools.dispatch(channel.data, payload);
    this.#tools.onWarning('The page has asked on a channel that does not exist; it was refused.');
    return { ok: false, error: wireError('bad-request', 'there is no such channel') };
  }

  #send(socket: WebSocket | undefined, message: object): void {
    if (!socket || socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > MAX_UNREAD_BYTES) socket.terminate();
    else socket.send(JSON.stringify(message));
  }
}

function parse(data: RawData): z.infer<typeof Message> | undefined {
  try {
    return Message.parse(JSON.parse(Buffer.isBuffer(data) ? data.toString() : ''));
  } catch {
    return undefined;
  }
}

/** A tunnel that has died says nothing; its page would keep every other one out. */
function terminateWhenSilent(socket: WebSocket): NodeJS.Timeout {
  let heard = true;
  socket.on('pong', () => (heard = true));
  return setInterval(() => {
    if (!heard) socket.terminate();
    else socket.ping();
    heard = false;
  }, PING_EVERY_MS);
}
