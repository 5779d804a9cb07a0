import { connect, type Socket } from 'node:net';
import { ProvisioningError } from '../contract/provisioning-error.ts';
import { DataListeners } from './data-listeners.ts';
import type { LineOptions, SerialLine } from './serial-line.ts';

const CONNECT_TIMEOUT_MS = 3000; // a server on the bench's network answers within milliseconds
const CLOSE_TIMEOUT_MS = 250; // then the unsent bytes are given up: the peer takes no more
/** A peer that vanished without a word (power, cable) is noticed after about 4 s of silence. */
const KEEP_ALIVE = { enable: true, initialDelay: 1000, interval: 1000, count: 3 };

/** Where to connect to. */
export interface TcpAddress {
  path: string;
  host: string;
  tcpPort: number;
}

/**
 * Opens `socket://host:port`: a serial port behind a raw TCP stream, without modem lines and without a baud rate
 * (both calls do nothing). Throws `port-unreachable`, `cancelled`.
 */
export async function openTcpLine(address: TcpAddress, options: LineOptions): Promise<SerialLine> {
  const socket = await connectTo(address, options.signal);
  return new TcpLine(address.path, socket, options.onClosed);
}

class TcpLine implements SerialLine {
  readonly path: string;
  readonly #socket: Socket;
  readonly #listeners = new DataListeners();
  readonly #lost = new AbortController();
  readonly #closed = Promise.withResolvers<undefined>();
  #closing: Promise<void> | undefined;
  #failure: Error | undefined;

  constructor(path: string, socket: Socket, onClosed: () => void) {
    this.path = path;
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setKeepAlive(KEEP_ALIVE);
    socket.on('data', (bytes) => this.#listeners.deliver(bytes));
    socket.on('error', (error) => (this.#failure = error));
    socket.on('end', () => socket.destroy()); // a peer that sends no more is gone; what we still send reaches nobody
    socket.on('close', () => {
      this.#lose(this.#failure);
      onClosed();
      this.#closed.resolve(undefined);
    });
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.write(bytes, (error) => {
        if (error) {
          this.#lose(this.#failure ?? error);
          reject(connectionLost(this.path, this.#failure ?? error));
        } else {
          resolve();
        }
      });
    });
  }

  onData(listener: (bytes: Uint8Array) => void): () => void {
    return this.#listeners.add(listener);
  }

  setBaudRate(): Promise<void> {
    return Promise.resolve();
  }

  setLines(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** A write fails before the socket says that it is closed: the line is lost from the first of them on. */
  #lose(cause: Error | undefined): void {
    if (!this.#closing) this.#lost.abort(connectionLost(this.path, cause));
  }

  async #close(): Promise<void> {
    const timer = setTimeout(() => this.#socket.destroy(), CLOSE_TIMEOUT_MS);
    // Not destroySoon: a server frees its port when it has seen our end, and whoever closes may open again at once.
    this.#socket.end();
    await this.#closed.promise; // not socket.closed, which is true before the port is free
    clearTimeout(timer);
  }
}

function connectTo(address: TcpAddress, signal: AbortSignal): Promise<Socket> {
  const { host, tcpPort, path } = address;
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: tcpPort });
    const timer = setTimeout(() => {
      socket.destroy(new Error(`no connection within ${CONNECT_TIMEOUT_MS} ms`));
    }, CONNECT_TIMEOUT_MS);
    const onAbort = () => socket.destroy(new ProvisioningError('cancelled', path));
    const onError = (cause: Error) => {
      settle();
      reject(cause instanceof ProvisioningError ? cause : unreachable(address, cause));
    };
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.off('error', onError);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('error', onError);
    socket.once('connect', () => {
      settle();
      resolve(socket);
    });
    if (signal.aborted) {
      onAbort();
    }
  });
}

function unreachable({ path }: TcpAddress, cause: Error): ProvisioningError {
  return new ProvisioningError('port-unreachable', `${path}: ${cause.message}`, { cause });
}

function connectionLost(path: string, cause: Error | undefined): ProvisioningError {
  return new ProvisioningError('port-lost', `${path}: the connection was cut`, { cause });
}
