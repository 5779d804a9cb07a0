import { performance } from 'node:perf_hooks';

/** The time a virtual device lives by; tests wind their own. */
export interface Clock {
  /** In milliseconds, with fractions, from any zero. */
  now(): number;
  /** Calls back once `now()` has reached `time`, never within the call. Returns what takes the call back again. */
  at(time: number, callback: () => void): () => void;
}

/**
 * The machine's clock, exact to a fraction of a millisecond: Node's timers are late by up to two, and a dialogue of a
 * hundred short frames would add that up to time which no real chip takes.
 */
export const systemClock: Clock = {
  now: () => performance.now(),
  at(time, callback) {
    let cancel = (): void => undefined;
    const wait = (): void => {
      const left = time - performance.now();
      if (left >= 1) {
        const timer = setTimeout(wait, Math.floor(left));
        cancel = () => clearTimeout(timer);
      } else {
        const immediate = setImmediate(left > 0 ? wait : callback);
        cancel = () => clearImmediate(immediate);
      }
    };
    wait();
    return () => cancel();
  },
};
