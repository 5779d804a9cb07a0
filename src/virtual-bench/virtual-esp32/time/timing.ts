import type { TimeAccount } from '../board.ts';
import { systemClock, type Clock } from './clock.ts';
import { InstantLine, PacedLine, type SerialLine } from '../line/serial-line.ts';
import { TimeLedger } from './time-ledger.ts';

export type TimingMode = 'instant' | 'real';

/** How fast the virtual hardware is: as fast as the real one, or as fast as the machine (for tests). */
export interface Timing {
  /** Calls back after `ms` milliseconds of `account`. Returns what takes the call back again. */
  after(account: TimeAccount, ms: number, callback: () => void): () => void;
  /** The same for what repeats for ever, as a crash loop does: never at once, or it would flood the line. */
  repeatAfter(account: TimeAccount, ms: number, callback: () => void): () => void;
  /** One direction of a serial line. */
  line(deliver: (bytes: Uint8Array, baud: number) => void): SerialLine;
  /** Milliseconds since some start. */
  now(): number;
  /**
   * The modelled milliseconds so far. A moment counts once, however much goes on in it: for `device` if the chip
   * boots or joins, else for `flash`, else for `wire`; so their sum is the floor under any run, and what a run took
   * beyond it was the host's.
   */
  accounts(): Record<TimeAccount, number>;
}

export function createTiming(mode: TimingMode, clock: Clock = systemClock): Timing {
  return mode === 'real' ? new RealTiming(clock) : instantTiming(clock);
}

/** Between two rounds of an endless loop under instant timing. */
const INSTANT_REPEAT_MS = 20;

function instantTiming(clock: Clock): Timing {
  return {
    after(_account, _ms, callback) {
      let cancelled = false;
      queueMicrotask(() => {
        if (!cancelled) callback();
      });
      return () => {
        cancelled = true;
      };
    },
    repeatAfter: (_account, _ms, callback) => clock.at(clock.now() + INSTANT_REPEAT_MS, callback),
    line: (deliver) => new InstantLine(deliver),
    now: () => clock.now(),
    accounts: () => ({ wire: 0, flash: 0, device: 0 }),
  };
}

/**
 * A clock on which a callback runs at the moment for which it was due, however late the machine woke up: what it
 * starts, starts then. So lateness is made up for, instead of adding up over a dialogue of a hundred short frames.
 */
class PunctualClock implements Clock {
  readonly #clock: Clock;
  #moment: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#moment ?? this.#clock.now();
  }

  at(time: number, callback: () => void): () => void {
    return this.#clock.at(time, () => {
      this.#moment = time;
      // Until then the promises have run that hang on the callback.
      setImmediate(() => (this.#moment = undefined));
      callback();
    });
  }
}

class RealTiming implements Timing {
  readonly #clock: Clock;
  readonly #ledger = new TimeLedger();

  constructor(clock: Clock) {
    this.#clock = new PunctualClock(clock);
  }

  after(account: TimeAccount, ms: number, callback: () => void): () => void {
    const end = this.#clock.now() + ms;
    this.#ledger.begin(account, this.#clock.now());
    let open = true;
    const close = (at: number): void => {
      if (open) this.#ledger.end(account, at);
      open = false;
    };
    const cancel = this.#clock.at(end, () => {
      close(end);
      callback();
    });
    return () => {
      cancel();
      close(this.#clock.now());
    };
  }

  repeatAfter(account: TimeAccount, ms: number, callback: () => void): () => void {
    return this.after(account, ms, callback);
  }

  line(deliver: (bytes: Uint8Array, baud: number) => void): SerialLine {
    return new PacedLine(deliver, this.#clock, this.#ledger);
  }

  now(): number {
    return this.#clock.now();
  }

  accounts(): Record<TimeAccount, number> {
    return this.#ledger.totals(this.#clock.now());
  }
}
