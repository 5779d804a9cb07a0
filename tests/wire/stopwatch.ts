const TICK_MS = 10;

/**
 * For what must happen within a second: counts the ticks of a timer, which come one at a time however long the computer
 * stood still in between. So a slow program is found out, and a slow computer is not taken for one.
 */
export class Stopwatch implements Disposable {
  #ticks = 0;
  readonly #timer = setInterval(() => (this.#ticks += 1), TICK_MS);

  /** Since it was made, in steps of 10 ms. */
  get ms(): number {
    return this.#ticks * TICK_MS;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
