import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { isatty } from 'node:tty';
import { SerialPort } from 'serialport';
import { ProvisioningError } from '../contract/provisioning-error.ts';
import { DataListeners } from './data-listeners.ts';
import { whyRefused } from './doctor/why-refused.ts';
import { listPorts } from './list-ports.ts';
import type { ControlLines, LineOptions, SerialLine } from './serial-line.ts';
import { within } from './within.ts';

const CLOSE_TIMEOUT_MS = 500; // the kernel may hold a close back while it drains a device that takes nothing
/** On some systems a port that was unplugged reads as "nothing yet" for ever; its name in the file system is gone at once. */
const PRESENCE_CHECK_MS = 250;

/**
 * Opens a port of this computer, 8N1 without flow control, for this process alone, with DTR and RTS released.
 * Throws `port-not-found`, `port-denied`, `port-busy`, `port-failed`, `cancelled`.
 */
export async function openLocalLine(path: string, options: LineOptions): Promise<SerialLine> {
  const port = new SerialPort({ path, baudRate: options.baudRate, autoOpen: false, lock: true });
  try {
    await opened(port, options.signal);
  } catch (cause) {
    throw options.signal.aborted
      ? new ProvisioningError('cancelled', path, { cause })
      : await whyNot(path, cause);
  }
  const line = new LocalLine(port, options.onClosed);
  await line.releaseLines();
  return line;
}

class LocalLine implements SerialLine {
  readonly path: string;
  readonly #port: SerialPort;
  readonly #listeners = new DataListeners();
  readonly #lost = new AbortController();
  readonly #presence: NodeJS.Timeout;
  readonly #onClosed: () => void;
  #hasLines = true;
  #closing: Promise<void> | undefined;

  constructor(port: SerialPort, onClosed: () => void) {
    this.path = port.path;
    this.#port = port;
    this.#onClosed = onClosed;
    port.on('data', (bytes: Uint8Array) => this.#listeners.deliver(bytes));
    port.on('error', (cause) => this.#lose(cause));
    port.on('close', (cause: unknown) => this.#lose(cause));
    this.#presence = setInterval(() => void this.#checkPresence(), PRESENCE_CHECK_MS);
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#do((done) => this.#port.write(bytes, done));
  }

  onData(listener: (bytes: Uint8Array) => void): () => void {
    return this.#listeners.add(listener);
  }

  setBaudRate(baudRate: number): Promise<void> {
    return this.#do((done) => this.#port.update({ baudRate }, done));
  }

  async setLines({ dtr, rts }: ControlLines): Promise<void> {
    if (this.#hasLines) {
      // Both in one call: serialport asserts every line that a call leaves out.
      await this.#do((done) => this.#port.set({ dtr, rts }, done));
    }
  }

  /** The first touch of the lines tells whether the port has any: a pty refuses, and stays open. */
  async releaseLines(): Promise<void> {
    this.#hasLines = await this.setLines({ dtr: false, rts: false }).then(
      () => true,
      () => false,
    );
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    clearInterval(this.#presence);
    const limits = { timeoutMs: CLOSE_TIMEOUT_MS, what: 'end of the port', signals: [] };
    if (this.#port.isOpen) {
      const closed = (async () => {
        await this.setLines({ dtr: false, rts: false }).catch(() => undefined);
        await new Promise((resolve) => this.#port.close(resolve));
      })();
      await within(closed, limits).catch(() => undefined); // whatever is stuck, we are done with it
    }
    this.#onClosed();
  }

  /** Runs one call of the port; a port that is lost ends it, whether or not the library calls back. */
  async #do(call: (done: (error?: Error | null) => void) => void): Promise<void> {
    if (this.#lost.signal.aborted) {
      throw this.#lost.signal.reason;
    }
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const onLost = () => reject(this.#lost.signal.reason as Error);
    this.#lost.signal.addEventListener('abort', onLost, { once: true });
    try {
      call((error) => (error ? reject(error) : resolve(undefined)));
      await promise;
    } catch (cause) {
      if (cause instanceof ProvisioningError) throw cause;
      await this.#checkPresence(); // a port that is gone may refuse a call before it says so
      this.#lost.signal.throwIfAborted();
      throw new ProvisioningError('port-failed', `${this.path}: the port refuses`, { cause });
    } finally {
      this.#lost.signal.removeEventListener('abort', onLost);
    }
  }

  #lose(cause: unknown): void {
    clearInterval(this.#presence);
    if (!this.#closing) {
      this.#lost.abort(new ProvisioningError('port-lost', `${this.path} is gone`, { cause }));
    }
  }

  async #checkPresence(): Promise<void> {
    if (process.platform === 'win32') return; // ports are no files there
    await stat(this.path).catch((cause: unknown) => this.#lose(cause));
  }
}

/** The port's open cannot be called back: one that finishes after the wish was withdrawn is closed again. */
function opened(port: SerialPort, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new Error('withdrawn'));
    signal.addEventListener('abort', onAbort, { once: true });
    port.open((error) => {
      signal.removeEventListener('abort', onAbort);
      if (error) {
        reject(error);
      } else if (signal.aborted) {
        port.close();
        reject(new Error('withdrawn'));
      } else {
        resolve();
      }
    });
    if (signal.aborted) {
      onAbort();
    }
  });
}

/** serialport's errors carry no code, so the system is asked again what is wrong with this name. */
async function whyNot(path: string, cause: unknown): Promise<ProvisioningError> {
  if (process.platform === 'win32') {
    const ports = await listPorts();
    const exists = ports.some((port) => port.path.toUpperCase() === path.toUpperCase());
    return new ProvisioningError(exists ? 'port-busy' : 'port-not-found', path, { cause });
  }
  const code = await isTerminal(path).then(
    (terminal) => (terminal ? 'port-busy' : 'port-failed'), // a terminal that we may open, but not lock
    (error: unknown) => codeOf(error),
  );
  const detail =
    code === 'port-failed' ? `${path} is not a serial port` : await whyRefused(code, path);
  return new ProvisioningError(code, detail, { cause });
}

async function isTerminal(path: string): Promise<boolean> {
  await using file = await open(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  return isatty(file.fd);
}

function codeOf(error: unknown): 'port-not-found' | 'port-denied' | 'port-busy' | 'port-failed' {
  const errno = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (errno) {
    case 'ENOENT':
    case 'ENXIO':
    case 'ENODEV':
      return 'port-not-found';
    case 'EACCES':
    case 'EPERM':
      return 'port-denied';
    case 'EBUSY':
      return 'port-busy';
    default:
      return 'port-failed';
  }
}
