import { ProvisioningError } from '../contract/provisioning-error.ts';
import { isResetLine } from './wifi/wait-for-boot.ts';

const LINES = 10;
const LONGEST_LINE = 120;
/** A boot, a restart that we ask for, and one of the firmware's own are in order. */
const TOO_MANY_STARTS = 4;

/** What a device printed last, for the failure that it explains. */
export class LastLines {
  #lines: string[] = [];
  /** Those before it started again: what it died of. */
  #untilReset: string[] = [];
  #starts = 0;
  readonly #looping = new AbortController();

  /** Aborted once the device has started too often, with a `boot-loop` that tells what it printed until then. */
  get loops(): AbortSignal {
    return this.#looping.signal;
  }

  add(line: string): void {
    const safe = line.replaceAll(/[^\x20-\x7e]/g, '').trim();
    if (safe !== '') this.#lines = [...this.#lines, safe.slice(0, LONGEST_LINE)].slice(-LINES);
    if (!isResetLine(line)) return;
    if (++this.#starts > 1) this.#untilReset = this.#lines;
    if (this.#starts === TOO_MANY_STARTS) {
      const loop = new ProvisioningError('boot-loop', `it started ${this.#starts} times`);
      this.#looping.abort(this.explain(loop));
    }
  }

  /** A start that failed, with these lines in its detail; any other failure as it is. */
  explain(error: unknown): unknown {
    if (!(error instanceof ProvisioningError) || this.#lines.length === 0) return error;
    if (error === this.loops.reason) return error;
    if (error.code !== 'boot-loop' && error.code !== 'boot-silent') return error;
    const lines = error.code === 'boot-loop' && this.#starts > 1 ? this.#untilReset : this.#lines;
    const detail = `${error.message}; it printed: ${lines.join(' | ')}`;
    return new ProvisioningError(error.code, detail, { cause: error });
  }
}
