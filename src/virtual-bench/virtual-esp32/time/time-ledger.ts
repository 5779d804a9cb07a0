import type { TimeAccount } from '../board.ts';

/** Who gets a moment in which several things go on: a faster line would not shorten a boot, nor a faster flash. */
const PRECEDENCE: readonly TimeAccount[] = ['device', 'flash', 'wire'];

/** Adds up milliseconds by account, each moment once. Times are of one clock. */
export class TimeLedger {
  readonly #running: Record<TimeAccount, number> = { wire: 0, flash: 0, device: 0 };
  readonly #totals: Record<TimeAccount, number> = { wire: 0, flash: 0, device: 0 };
  #settledUntil = 0;

  begin(account: TimeAccount, at: number): void {
    this.#settle(at);
    this.#running[account] += 1;
  }

  end(account: TimeAccount, at: number): void {
    this.#settle(at);
    this.#running[account] -= 1;
  }

  totals(at: number): Record<TimeAccount, number> {
    this.#settle(at);
    return { ...this.#totals };
  }

  #settle(at: number): void {
    if (at <= this.#settledUntil) return;
    const account = PRECEDENCE.find((name) => this.#running[name] > 0);
    if (account !== undefined) this.#totals[account] += at - this.#settledUntil;
    this.#settledUntil = at;
  }
}
