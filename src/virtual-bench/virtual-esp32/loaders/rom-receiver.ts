import { SLIP_END, SLIP_ESCAPE, SLIP_ESCAPED_END, SLIP_ESCAPED_ESCAPE } from './slip.ts';

/** The largest data block that the ROM takes, its head, and the command's. */
const BUFFER_SIZE = 0x1800 + 16 + 8;

/**
 * How the mask ROM takes frames off the wire: one buffer, which keeps what earlier frames left in
 * it. Two ENDs in a row are still the start of a frame, so a stray END costs nothing; bytes between
 * frames are dropped, as are those that the buffer has no room for.
 */
export class RomReceiver {
  readonly buffer = new Uint8Array(BUFFER_SIZE);
  #length = 0;
  #inFrame = false;
  #escaping = false;

  /** Takes one byte; the length of the frame in `buffer` when that byte completed it. */
  take(byte: number): number | undefined {
    if (byte === SLIP_END) return this.#delimit();
    if (!this.#inFrame) return undefined;
    if (byte === SLIP_ESCAPE && !this.#escaping) {
      this.#escaping = true;
      return undefined;
    }
    this.#store(this.#escaping ? unescape(byte) : byte);
    this.#escaping = false;
    return undefined;
  }

  #delimit(): number | undefined {
    const length = this.#length;
    this.#length = 0;
    this.#escaping = false;
    this.#inFrame = !this.#inFrame || length === 0;
    return this.#inFrame ? undefined : length;
  }

  #store(byte: number): void {
    if (this.#length < BUFFER_SIZE) this.buffer[this.#length] = byte;
    this.#length++;
  }
}

/** What an escaped byte stands for; a wrong escape stands for itself. */
function unescape(byte: number): number {
  if (byte === SLIP_ESCAPED_END) return SLIP_END;
  return byte === SLIP_ESCAPED_ESCAPE ? SLIP_ESCAPE : byte;
}
