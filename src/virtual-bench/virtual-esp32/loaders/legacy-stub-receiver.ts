import { SLIP_END, SLIP_ESCAPE, SLIP_ESCAPED_END, SLIP_ESCAPED_ESCAPE } from './slip.ts';

/** A block of 16 KiB, its head and the command's, and some. */
const BUFFER_SIZE = 0x4000 + 64;

/** Takes SLIP apart: a byte of the frame, 'end' of the frame, or undefined for anything else. */
export class LegacySlipDecoder {
  #state: 'outside' | 'inside' | 'escaping' = 'outside';

  take(byte: number): number | 'end' | undefined {
    if (byte === SLIP_END) {
      const wasOutside = this.#state === 'outside';
      this.#state = wasOutside ? 'inside' : 'outside';
      return wasOutside ? undefined : 'end';
    }
    if (this.#state === 'outside') return undefined;
    if (this.#state === 'escaping') return this.#unescape(byte);
    if (byte !== SLIP_ESCAPE) return byte;
    this.#state = 'escaping';
    return undefined;
  }

  /** A wrong escape swallows bytes until a right one comes. */
  #unescape(byte: number): number | undefined {
    if (byte !== SLIP_ESCAPED_END && byte !== SLIP_ESCAPED_ESCAPE) return undefined;
    this.#state = 'inside';
    return byte === SLIP_ESCAPED_END ? SLIP_END : SLIP_ESCAPE;
  }
}

/**
 * How the stub of esptool 4 takes frames off the wire: into two buffers in turn, of which the
 * latest complete one is the command, whether or not an earlier one was looked at. An empty frame
 * counts, so an END too many makes it run what was left in the buffers.
 */
export class LegacyStubReceiver {
  readonly #buffers: readonly [Uint8Array, Uint8Array] = [
    new Uint8Array(BUFFER_SIZE),
    new Uint8Array(BUFFER_SIZE),
  ];
  readonly #slip = new LegacySlipDecoder();
  #receiving: 0 | 1 = 0;
  #length = 0;
  #command: Uint8Array | undefined;

  take(byte: number): void {
    const taken = this.#slip.take(byte);
    if (typeof taken === 'number') this.#buffers[this.#receiving][this.#length++] = taken;
    if (taken === 'end' || this.#length === BUFFER_SIZE) this.#finish();
  }

  /** The buffer with the latest command, once. */
  poll(): Uint8Array | undefined {
    const command = this.#command;
    this.#command = undefined;
    return command;
  }

  #finish(): void {
    this.#command = this.#buffers[this.#receiving];
    this.#receiving = this.#receiving === 0 ? 1 : 0;
    this.#length = 0;
  }
}
