import { z } from 'zod';

import {
  events,
  requests,
  type Event,
  type EventChannel,
  type Output,
  type Reply,
  type RequestChannel,
} from '../contract/channels.ts';
import { CLOSE_SECOND_PAGE } from '../contract/close-code.ts';
import { wireError, WireError } from '../contract/errors.ts';
import type { Host } from './host-connection.ts';

const Incoming = z.union([
  z.object({
    id: z.int(),
    reply: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), value: z.unknown() }),
      z.object({ ok: z.literal(false), error: WireError }),
    ]),
  }),
  z.object({ event: z.string(), payload: z.unknown() }),
]);
type RawReply = Extract<z.infer<typeof Incoming>, { id: number }>['reply'];

const LOST: RawReply = {
  ok: false,
  error: wireError('internal', 'the program does not answer this page any more'),
};

/**
 * The host over a WebSocket: `{id, channel, payload}` is answered by `{id, reply}`, events come as `{event, payload}`,
 * all of it JSON. What is sent before the connection stands waits for it.
 */
export function connectWebSocketHost(address: URL): Host {
  const url = new URL(address);
  url.protocol = url.protocol.replace('http', 'ws');
  const socket = new WebSocket(url);
  const waiting = new Map<number, (reply: RawReply) => void>();
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  let lastId = 0;

  const opened = new Promise<void>((resolve) => {
    socket.addEventListener('open', () => resolve(), { once: true });
  });
  socket.addEventListener('message', ({ data }) => {
    const message = Incoming.parse(JSON.parse(String(data)));
    if ('id' in message) {
      waiting.get(message.id)?.(message.reply);
      waiting.delete(message.id);
    } else {
      for (const listener of listeners.get(message.event) ?? []) listener(message.payload);
    }
  });
  socket.addEventListener('close', () => {
    for (const answer of waiting.values()) answer(LOST);
    waiting.clear();
  });

  const request = (channel: RequestChannel, payload: unknown) =>
    new Promise<RawReply>((resolve) => {
      if (socket.readyState > WebSocket.OPEN) {
        resolve(LOST);
        return;
      }
      const id = ++lastId;
      waiting.set(id, resolve);
      void opened.then(() => socket.send(JSON.stringify({ id, channel, payload })));
    });

  return {
    invoke: async (channel, payload) => parseReply(channel, await request(channel, payload)),
    on: (channel, listener) => {
      const receive = (payload: unknown) => listener(parseEvent(channel, payload));
      const ofChannel = listeners.get(channel) ?? new Set();
      listeners.set(channel, ofChannel.add(receive));
      return () => ofChannel.delete(receive);
    },
    onLost: (listener) =>
      socket.addEventListener(
        'close',
        ({ code }) => listener(code === CLOSE_SECOND_PAGE ? 'elsewhere' : 'closed'),
        { once: true },
      ),
    inBrowser: true,
  };
}

// The schema of a channel has just made the value what the channel carries; the compiler cannot follow the pair.

function parseReply<C extends RequestChannel>(channel: C, reply: RawReply): Reply<Output<C>> {
  if (!reply.ok) return reply;
  const value = requests[channel].output.safeParse(reply.value);
  if (value.success) return { ok: true, value: value.data as Output<C> };
  return { ok: false, error: wireError('internal', `${channel} was answered with something else`) };
}

function parseEvent<C extends EventChannel>(channel: C, payload: unknown): Event<C> {
  return events[channel].parse(payload) as Event<C>;
}
