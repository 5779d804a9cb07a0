import { X509Certificate } from 'node:crypto';
import { addAbortListener } from 'node:events';
import { Socket } from 'node:net';
import { TLSSocket, type PeerCertificate, type SecureContext } from 'node:tls';
import { buildConnector, Client, type Dispatcher } from 'undici';

import type { CaReport } from '../contract/channels.ts';
import { ProvisioningError } from '../contract/provisioning-error.ts';
import type { Secret } from '../contract/secret.ts';
import { codeOf, harmless, networkFailure } from './network-failure.ts';
import { readableName } from './readable-name.ts';
import { tlsTrust } from './tls-trust.ts';

export interface CaRequest {
  method: 'GET' | 'POST';
  /** Below the base URL: `/api/devices/register`. */
  path: string;
  headers: Record<string, string>;
  body?: string;
}

export interface CaAnswer {
  status: number;
  /** The last one, where a server sent a header twice. */
  header(name: string): string | undefined;
  /** As sent: not decoded, 256 KB at most. */
  body: Uint8Array;
}

/** A TCP connection and its TLS handshake; the whole exchange has the caller's deadline. */
const CONNECT_TIMEOUT_MS = 5_000;

/** A certificate with its chain has a few KB; the rest is room for a talkative CA. */
const MAX_ANSWER_BYTES = 256 * 1_024;

/** The way to one CA: one HTTP/1.1 connection at a time, no redirects, no proxy, TLS always checked. */
export class CaConnection implements AsyncDisposable {
  readonly #client: Client;
  readonly #base: URL;
  readonly #secrets: readonly Secret[];
  #socket: Socket | undefined;
  #unproved: X509Certificate | undefined;

  /** `trust` is PEM and replaces what the system trusts. `secrets` are kept out of every error. */
  constructor(baseUrl: string, trust: string | undefined, secrets: readonly Secret[] = []) {
    assertNodeChecksTls();
    this.#base = new URL(baseUrl);
    this.#secrets = secrets;
    this.#client = new Client(this.#base.origin, {
      connect: this.#connector(this.#base.protocol === 'https:' ? tlsTrust(trust) : undefined),
      headersTimeout: 0, // the caller's signal is the one deadline
      bodyTimeout: 0,
      maxResponseSize: MAX_ANSWER_BYTES,
    });
  }

  /** Who the server proved to be; null on plain http, and before the first exchange. */
  get peer(): CaReport['tls'] {
    const socket = this.#socket;
    const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
    if (!(socket instanceof TLSSocket) || !certificate) return null;
    const { subject, issuer, validToDate } = certificate;
    return {
      protocol: socket.getProtocol() ?? 'unknown',
      subject: readableName(subject),
      issuer: readableName(issuer),
      validTo: validToDate.toISOString(),
    };
  }

  /**
   * One request, one answer of any status. Throws `ca-unreachable` if no answer came, `ca-untrusted`, `ca-not-a-ca`,
   * `ca-answer-invalid` if it broke off or is too long, and the signal's reason.
   */
  async exchange(request: CaRequest, signal: AbortSignal): Promise<CaAnswer> {
    const { statusCode: status, headers, body } = await this.#send(request, signal);
    const header = (name: string) => [headers[name]].flat().at(-1);
    try {
      return { status, header, body: await body.bytes() };
    } catch (error) {
      signal.throwIfAborted();
      const why =
        codeOf(error) === 'UND_ERR_RES_EXCEEDED_MAX_SIZE'
          ? 'its answer is longer than 256 KB'
          : 'its answer broke off; it may already have this device';
      throw new ProvisioningError('ca-answer-invalid', `${this.#base.host}: ${why}`, {
        cause: harmless(error, this.#secrets),
      });
    }
  }

  /** The status of a GET of the base URL; what it shows is left unread. Throws as `exchange`. */
  async look(signal: AbortSignal): Promise<number> {
    const { statusCode, body } = await this.#send(
      { method: 'GET', path: '/', headers: {} },
      signal,
    );
    body.on('error', () => undefined).destroy();
    return statusCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#cut();
    await this.#client.destroy();
  }

  async #send({ path, ...rest }: CaRequest, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const base = this.#base.pathname.replace(/\/+$/, '');
    using _aborted = addAbortListener(signal, () => this.#cut());
    try {
      return await this.#client.request({ ...rest, path: `${base}${path}`, signal });
    } catch (error) {
      signal.throwIfAborted();
      const unproved = this.#unproved;
      throw networkFailure(error, { host: this.#base.host, unproved, secrets: this.#secrets });
    }
  }

  /** undici waits, even for an abort, until a socket that still connects has done so; only an error gets it out of that. */
  #cut(): void {
    this.#socket?.destroy(new Error('not needed any more'));
  }

  #connector(secureContext: SecureContext | undefined): buildConnector.connector {
    // It does return the socket, which its types leave out.
    const connect: (...args: Parameters<buildConnector.connector>) => unknown = buildConnector({
      timeout: CONNECT_TIMEOUT_MS,
      maxCachedSessions: 0, // each connection proves the server anew
      ...(secureContext ? { secureContext } : {}),
    });
    return (options, callback) => {
      this.#unproved = undefined;
      const socket = connect(options, (...result) => {
        const [error, connected] = result;
        if (!error) {
          this.#unproved = undefined;
          this.#socket = connected;
        }
        callback(...result);
      });
      if (socket instanceof Socket) this.#socket = socket;
      // 'secure' comes after the handshake and before the verdict: a rejected certificate can be seen only here.
      if (socket instanceof TLSSocket) {
        socket.prependOnceListener('secure', () => {
          // Not getPeerX509Certificate: after it, Node 24 has no certificate left for its own check of the host name.
          this.#unproved = parsed(socket.getPeerCertificate());
        });
      }
    };
  }
}

/** Node gives an empty object where there is no certificate. */
function parsed({ raw }: Partial<PeerCertificate>): X509Certificate | undefined {
  return raw && new X509Certificate(raw);
}

/** The variable would switch the check off behind our back, for this process and everything in it. */
function assertNodeChecksTls(): void {
  if (process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    throw new ProvisioningError(
      'ca-untrusted',
      'NODE_TLS_REJECT_UNAUTHORIZED=0 is set, which switches the check of servers off; unset it',
    );
  }
}
