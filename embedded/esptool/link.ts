import type { BootText } from './boot-text.ts';
import { EsptoolError } from './esptool-error.ts';
import type { SerialLine } from './serial-line.ts';
import { encodeSlip, SLIP_END, SlipDecoder } from './slip.ts';

/** A time limit with a name, "answer to READ_REG": several waits may share it. */
export class Deadline {
  readonly #what: string;
  readonly #ms: number;
  readonly #end: number;

  constructor(what: string, ms: number) {
    this.#what = what;
    this.#ms = ms;
    this.#end = performance.now() + ms;
  }

  get remainingMs(): number {
    return Math.max(0, this.#end - performance.now());
  }

  error(): EsptoolError {
    return new EsptoolError('timeout', `no ${this.#what} within ${Math.round(this.#ms)} ms`);
  }
}

/** Stands among the frames where the ROM printed that it waits for a download: from here on it listens. */
export const PROMPT = new Uint8Array(0);

/**
 * Frames over a serial line. Every wait ends: with a frame, at its deadline, when its signal is aborted, or at once
 * when the line is lost.
 */
export class Link {
  readonly #line: SerialLine;
  readonly #decoder = new SlipDecoder();
  readonly #unsubscribe: () => void;
  /** Takes along what the chip prints, while it is set. */
  bootText: BootText | undefined;
  #inbox: Uint8Array[] = [];
  #deliver: ((frame: Uint8Array) => void) | undefined;
  #interrupt: ((error: EsptoolError) => void) | undefined;
  #failure: EsptoolError | undefined;

  constructor(line: SerialLine) {
    this.#line = line;
    const unsubscribe = line.onData((bytes) => this.#receive(bytes));
    const onLost = () => this.#fail(line.lost.reason);
    line.lost.addEventListener('abort', onLost);
    this.#unsubscribe = () => {
      unsubscribe();
      line.lost.removeEventListener('abort', onLost);
    };
    if (line.lost.aborted) {
      onLost();
    }
  }

  /** Hands a frame to the line. A line that refuses it ends the next wait. */
  send(frame: Uint8Array): void {
    this.#line.write(encodeSlip(frame)).catch((error: unknown) => this.#fail(error));
  }

  /** Hands a frame end to the line that belongs to no frame. */
  sendEnd(): void {
    this.#line.write(SLIP_END).catch((error: unknown) => this.#fail(error));
  }

  /** Throws away what has arrived. */
  discard(): void {
    this.#inbox = [];
    this.#decoder.reset();
  }

  /** The next frame, or PROMPT. Throws EsptoolError `timeout`, `cancelled`, `port-lost`. */
  async receive(deadline: Deadline, signal: AbortSignal): Promise<Uint8Array> {
    const cancelled = () => new EsptoolError('cancelled', '', { cause: signal.reason });
    if (signal.aborted) {
      throw cancelled();
    }
    const frame = this.#inbox.shift();
    if (frame) {
      return frame;
    }
    if (this.#failure) {
      throw this.#failure;
    }
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const onAbort = () => reject(cancelled());
    const timer = setTimeout(() => reject(deadline.error()), deadline.remainingMs);
    signal.addEventListener('abort', onAbort);
    this.#deliver = resolve;
    this.#interrupt = reject;
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      this.#deliver = undefined;
      this.#interrupt = undefined;
    }
  }

  /** Lets go of the line: what comes from now on belongs to somebody else. */
  detach(): void {
    this.#unsubscribe();
    this.#failure ??= new EsptoolError('bad-argument', 'The session has ended');
  }

  #receive(bytes: Uint8Array): void {
    const frames = this.#decoder.push(bytes);
    if (this.bootText?.add(bytes)) {
      frames.push(PROMPT);
    }
    for (const frame of frames) {
      if (this.#deliver) {
        this.#deliver(frame);
        this.#deliver = undefined; // one wait, one frame
      } else {
        this.#inbox.push(frame);
      }
    }
  }

  #fail(cause: unknown): void {
    this.#failure ??= new EsptoolError('port-lost', '', { cause });
    this.#interrupt?.(this.#failure);
  }
}
