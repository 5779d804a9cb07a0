import type { Clock } from '../../../src/virtual-bench/virtual-esp32/time/clock.ts';

/** A clock that only moves when a test winds it; whatever falls due on the way happens at its own time. */
export class FakeClock implements Clock {
  #now = 0;
  #due: { time: number; callback: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  at(time: number, callback: () => void): () => void {
    const entry = { time, callback };
    this.#due.push(entry);
    this.#due.sort((one, other) => one.time - other.time);
    return () => {
      this.#due = this.#due.filter((other) => other !== entry);
    };
  }

  /** Winds on by `ms`, and lets promises settle between one moment and the next. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let next = this.#due[0]; next !== undefined && next.time <= end; next = this.#due[0]) {
      this.#due.shift();
      this.#now = Math.max(this.#now, next.time);
      next.callback();
      await settle();
    }
    this.#now = end;
  }
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
