import { EXIT_CODE } from './exit-code.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
// A terminal tells the whole process group and npm passes the signal on again: one press of Ctrl-C can arrive twice.
const SAME_PRESS_MS = 500;

/** Ctrl-C, `kill` and a closed terminal, while a command works: the first asks it to end, the second ends it at once. */
export class Interrupts implements Disposable {
  readonly #abort = new AbortController();
  readonly #listener = () => this.#interrupt();
  #firstAt = 0;

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.#listener);
  }

  /** Aborted by the first. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Until the first. */
  async wait(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    if (this.signal.aborted) return;
    this.signal.addEventListener('abort', () => resolve(undefined), { once: true });
    await promise;
  }

  [Symbol.dispose](): void {
    for (const signal of SIGNALS) process.off(signal, this.#listener);
  }

  #interrupt(): void {
    if (!this.signal.aborted) {
      this.#firstAt = performance.now();
      this.#abort.abort();
    } else if (performance.now() - this.#firstAt > SAME_PRESS_MS) {
      process.exit(EXIT_CODE.cancelled);
    }
  }
}
