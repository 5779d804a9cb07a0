import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';

import type {
  Event,
  EventChannel,
  Output,
  Reply,
  RequestChannel,
} from '../../src/contract/channels.ts';
import type { Payload } from '../../src/contract/host-client.ts';
import { TRUST_FILE } from '../../src/hosts/compose.ts';
import { readPages } from '../../src/hosts/pages.ts';
import { startWebHost, type WebHostOptions } from '../../src/hosts/web/start-web-host.ts';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export type Headers = Readonly<Record<string, string>>;

/** The web host with pages of its own, in a folder of its own. */
export interface WebHostBench {
  dataDir: string;
  /** `127.0.0.1:40123`. */
  host: string;
  origin: string;
  warnings: string[];
  /** The token of the newest link. */
  token: () => string;
  /** The next link after the newest. */
  nextLink: () => Promise<void>;
  get: (path: string, headers?: Headers, method?: string) => Promise<Answer>;
  /** What a browser does with the link; returns its cookie. */
  signIn: () => Promise<string>;
  /** As a browser that has the cookie does; override or leave out headers with it. */
  open: (cookie: string, headers?: Headers) => WebSocket;
  connect: (cookie: string) => Promise<ConnectedPage>;
  end: () => Promise<void>;
}

/** A page as the renderer's own client sees the host. */
export interface ConnectedPage {
  socket: WebSocket;
  invoke: <C extends RequestChannel>(channel: C, payload: Payload<C>) => Promise<Reply<Output<C>>>;
  /** Everything that was told, in order. */
  events: { [C in EventChannel]: { event: C; payload: Event<C> } }[EventChannel][];
  /** The first event of one of these channels, of those to come. */
  next: (...channels: EventChannel[]) => Promise<ConnectedPage['events'][number]>;
}

export async function startWebHostBench(
  options: Partial<WebHostOptions> & { trust?: string } = {},
): Promise<WebHostBench> {
  const { trust, ...overrides } = options;
  const dataDir = overrides.dataDir ?? (await folder());
  const site = await folder();
  await writeFile(join(site, 'index.html'), '<title>The page</title>');
  await writeFile(join(site, 'script.js'), 'export {};');
  await writeFile(join(site, 'secret.key'), 'not a page');
  if (trust !== undefined) await writeFile(join(dataDir, TRUST_FILE), trust);

  const links: URL[] = [];
  let onNextLink: (() => void) | undefined;
  const warnings: string[] = [];
  const running = await startWebHost({
    dataDir,
    pages: await readPages(site),
    onLink: (link) => {
      links.push(new URL(link));
      onNextLink?.();
    },
    onWarning: (text) => warnings.push(text),
    ...overrides,
  });
  warnings.push(...running.warnings);
  let ended: Promise<void> | undefined;
  const end = () => (ended ??= Promise.resolve(running[Symbol.asyncDispose]()));
  onTestFinished(end);

  const host = links[0]?.host ?? '';
  const origin = `http://${host}`;
  const token = () => links.at(-1)?.searchParams.get('token') ?? '';
  const get = (path: string, headers: Headers = {}, method = 'GET') =>
    ask(host, path, headers, method);
  const open = (cookie: string, headers: Headers = {}) =>
    new WebSocket(`ws://${host}/host`, { headers: { origin, cookie, ...headers } });
  return {
    dataDir,
    host,
    origin,
    warnings,
    token,
    nextLink: () => new Promise((resolve) => (onNextLink = resolve)),
    get,
    signIn: async () => cookieOf(await get(`/?token=${token()}`)),
    open,
    connect: async (cookie) => {
      const socket = open(cookie);
      await once(socket, 'open');
      return pageOf(socket);
    },
    end,
  };
}

/** As a raw request: the path goes out as it is given, which fetch would tidy up. */
async function ask(host: string, path: string, headers: Headers, method: string): Promise<Answer> {
  const sent = request(`http://${host}`, { path, method, headers, agent: false }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: Buffer.concat(chunks).toString(),
  };
}

export function cookieOf({ headers }: Answer): string {
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'web-host-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

function pageOf(socket: WebSocket): ConnectedPage {
  const replies = new Map<number, (reply: Reply<never>) => void>();
  const waiting = new Set<(told: ConnectedPage['events'][number]) => void>();
  const events: ConnectedPage['events'] = [];
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as
      { id: number; reply: Reply<never> } | ConnectedPage['events'][number];
    if ('id' in message) return replies.get(message.id)?.(message.reply);
    events.push(message);
    for (const tell of waiting) tell(message);
  });
  return {
    socket,
    events,
    invoke: (channel, payload) =>
      new Promise((resolve) => {
        const id = replies.size + 1;
        replies.set(id, resolve);
        socket.send(JSON.stringify({ id, channel, payload }));
      }),
    next: (...channels) =>
      new Promise((resolve) => {
        const tell = (told: ConnectedPage['events'][number]) => {
          if (!channels.includes(told.event)) return;
          waiting.delete(tell);
          resolve(told);
        };
        waiting.add(tell);
      }),
  };
}
