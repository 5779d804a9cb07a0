import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { isIPv6, type AddressInfo } from 'node:net';

import { makeCertificateIssuer } from './virtual-ca/certificate-issuer.ts';
import type { VirtualCaFault } from './virtual-ca/fault.ts';
import {
  RegistrationDesk,
  type RepeatBehaviour,
  type VirtualRegistration,
} from './virtual-ca/registration-desk.ts';
import { requestListener, type ReceivedPost } from './virtual-ca/request-listener.ts';

export interface VirtualCaOptions {
  /** Address to listen on. */
  host: string;
  /** 0: any that is free. */
  port: number;
  tls: boolean;
  /** Where given, asked for as a bearer token. */
  token?: string | undefined;
  /** The answer to a device that is registered already. */
  repeat: RepeatBehaviour;
  /** One for each POST, from the first on. */
  faults?: readonly VirtualCaFault[];
  /** Epoch milliseconds, for the dates in certificates. */
  clock?: () => number;
}

export interface VirtualCa extends AsyncDisposable {
  /** Base URL for clients. */
  readonly url: string;
  /** PEM of the CA that signs the devices and, with TLS, this server; also at GET /ca.pem. */
  readonly caPem: string;
  registrations(): VirtualRegistration[];
  /** Every POST to the registration, answered or not. */
  received(): ReceivedPost[];
  /** Faults for the next POSTs, one each. */
  failNext(...faults: VirtualCaFault[]): void;
  /** Cuts what is open, and ends. */
  close(): Promise<void>;
}

/**
 * A certificate authority on this machine that speaks the specification's `POST /api/devices/register` and issues real
 * X.509 certificates: P-256, one year. Its key and its registrations live in memory and end with it.
 */
export async function startVirtualCa(options: VirtualCaOptions): Promise<VirtualCa> {
  const { host, port, tls, token, repeat, clock = Date.now } = options;
  const issuer = await makeCertificateIssuer(clock);
  const { caPem } = issuer;
  const desk = new RegistrationDesk(issuer, repeat);
  const received: ReceivedPost[] = [];
  const faults = [...(options.faults ?? [])];
  const listener = requestListener({
    desk,
    caPem,
    token,
    onPost: (post) => received.push(post),
    nextFault: () => faults.shift(),
  });

  const names = [...new Set(['localhost', '127.0.0.1', '::1', host])];
  const server = tls
    ? createTlsServer(await issuer.issueForServer(names), listener)
    : createServer(listener);
  server.listen(port, host);
  await once(server, 'listening');

  const close = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return {
    url: `${tls ? 'https' : 'http'}://${reachable(host)}:${portOf(server.address())}`,
    caPem,
    registrations: () => desk.registrations(),
    received: () => [...received],
    failNext: (...next) => void faults.push(...next),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The address as a client writes it: one that means "all of them" is no address to call. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return isIPv6(host) ? `[${host}]` : host;
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address ? address.port : 0;
}
