import { once } from 'node:events';
import { createServer, STATUS_CODES, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

import { ProvisioningError } from '../../contract/provisioning-error.ts';
import { composeForWindow } from '../compose-for-window.ts';
import type { ProvisionerOptions } from '../compose.ts';
import type { Dispatch } from '../dispatch.ts';
import type { Pages } from '../pages.ts';
import { PortWatcher } from '../port-watcher.ts';
import { securityHeaders } from '../security-headers.ts';
import { Downloads } from './downloads.ts';
import { pageServer } from './page-server.ts';
import { PageSocket } from './page-socket.ts';
import { cookieOf, NOT_ADMITTED, refusalOfUpgrade, type Refusal } from './request-guard.ts';
import { Session } from './session.ts';
import { Uploads } from './uploads.ts';

const ADDRESS = '127.0.0.1'; // who sits elsewhere comes through a tunnel, which brings encryption and a login along
const AWAY_MS = 30_000;

export interface WebHostOptions extends Pick<ProvisionerOptions, 'dataDir' | 'passphrase'> {
  pages: Pages;
  /** 0, or left out: any that is free. */
  port?: number | undefined;
  /** How long its page may be gone before a new link lets the next one in, in milliseconds. */
  awayMs?: number;
  /** Vite's server, where the pages come from it. */
  development?: URL | undefined;
  /** The link that lets a browser in, once: at the start, and again when its page is gone. */
  onLink: (link: string) => void;
  /** What a page should not have done, for people. */
  onWarning: (text: string) => void;
}

export interface WebHost extends AsyncDisposable {
  /** What a person should know of the records, settings and profiles. */
  readonly warnings: readonly string[];
}

/**
 * The program in one browser of this computer. Throws `record-failed` if the data folder cannot be used, and Node's own
 * error if the port cannot.
 */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const { pages, development, port = 0, awayMs = AWAY_MS, onLink, onWarning } = options;
  await using stack = new AsyncDisposableStack();
  const server = createServer();
  const ownHost = await listen(server, port);
  stack.defer(() => {
    server.close();
    server.closeAllConnections();
  });

  const session = stack.use(
    new Session({ awayMs, onToken: (token) => onLink(`http://${ownHost}/?token=${token}`) }),
  );
  const downloads = stack.use(new Downloads());
  const uploads = stack.use(new Uploads());
  const dispatch: Dispatch = (channel, payload) => provisioner.dispatch(channel, payload);
  const ports = stack.use(
    new PortWatcher(dispatch, (found) => socket.publish('prov:ports', found)),
  );
  const socket = stack.use(
    new PageSocket({
      dispatch,
      onWarning,
      onCome: () => {
        session.pageCame();
        ports.start();
      },
      onLeave: () => {
        session.pageLeft();
        ports.stop();
      },
    }),
  );
  const provisioner = stack.use(
    await composeForWindow(options, socket.publish, {
      saveFile: downloads.offer,
      openFile: () =>
        Promise.reject(new ProvisioningError('bad-request', 'it comes without a file')),
      chooseFirmware: uploads.offer,
    }),
  );

  // Cookies are for a host name with all its ports: another program of this kind must not overwrite ours.
  const cookieName = `esp32-provisioner-${ownHost.split(':')[1]}`;
  const headers = securityHeaders(development);
  server.on(
    'request',
    pageServer({ ownHost, cookieName, session, pages, downloads, uploads, headers }),
  );
  server.on('upgrade', (request, connection, head) => {
    const isAdmitted = request.url === '/host' && session.admits(cookieOf(request, cookieName));
    const refusal = refusalOfUpgrade(request, ownHost) ?? (isAdmitted ? undefined : NOT_ADMITTED);
    if (refusal) refuseUpgrade(connection, refusal);
    else void socket.accept(request, connection, head);
  });
  session.letNextIn();
  const running = stack.move();
  return {
    warnings: provisioner.warnings,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Returns what a browser names the server: `127.0.0.1:40123`. */
async function listen(server: Server, port: number): Promise<string> {
  server.listen(port, ADDRESS);
  await once(server, 'listening');
  const address = server.address() as AddressInfo; // it listens on TCP
  return `${ADDRESS}:${address.port}`;
}

function refuseUpgrade(connection: Duplex, { status, text }: Refusal): void {
  connection.on('error', () => connection.destroy());
  connection.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      'connection: close',
      'content-type: text/plain; charset=utf-8',
      `content-length: ${Buffer.byteLength(text)}`,
      '',
      text,
    ].join('\r\n'),
  );
}
