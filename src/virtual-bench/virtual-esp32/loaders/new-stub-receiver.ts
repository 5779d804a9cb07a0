import { SLIP_END, SLIP_ESCAPE, SLIP_ESCAPED_END, SLIP_ESCAPED_ESCAPE } from './slip.ts';

/** A block of 16 KiB, its head and the command's, and some. */
const BUFFER_SIZE = 0x4000 + 8 + 0xff;

interface Slot {
  readonly buffer: Uint8Array;
  length: number;
  state: 'free' | 'complete' | 'broken';
}

/** A frame, or 'broken' for one that was too long or had a wrong escape. */
export type ReceivedFrame = { readonly buffer: Uint8Array; readonly length: number } | 'broken';

/**
 * How the stub of esptool 5 takes frames off the wire. After a frame it is deaf until the main loop
 * has picked that frame up, so the start of a second one in the same portion is lost; and an END
 * too many turns the inside of frames out for ever. Buffers keep what earlier frames left in them.
 */
export class NewStubReceiver {
  readonly #slots: readonly [Slot, Slot] = [newSlot(), newSlot()];
  #receiving = 0;
  #processing = 0;
  #listening = true;
  #inFrame = false;
  #escaping = false;

  /** Takes one byte, as the interrupt handler does. */
  take(byte: number): void {
    if (!this.#inFrame) {
      if (byte === SLIP_END && this.#listening) this.#start();
    } else if (this.#escaping) {
      this.#escaping = false;
      if (byte === SLIP_ESCAPED_END) this.#store(SLIP_END);
      else if (byte === SLIP_ESCAPED_ESCAPE) this.#store(SLIP_ESCAPE);
      else this.#finish('broken');
    } else if (byte === SLIP_END) {
      if (this.#slot.length > 0) this.#finish('complete');
      this.#inFrame = false;
    } else if (byte === SLIP_ESCAPE) {
      this.#escaping = true;
    } else {
      this.#store(byte);
    }
  }

  /** The next frame, if there is one; from then on the other buffer takes what comes. */
  poll(): ReceivedFrame | undefined {
    const other = 1 - this.#receiving;
    const index = [other, this.#receiving].find((at) => this.#slotAt(at).state !== 'free');
    if (index === undefined) return undefined;
    this.#processing = index;
    this.#listen();
    const { buffer, length, state } = this.#slotAt(index);
    return state === 'broken' ? 'broken' : { buffer, length };
  }

  /** Gives the buffer of the last polled frame back. */
  release(): void {
    this.#slotAt(this.#processing).state = 'free';
  }

  get #slot(): Slot {
    return this.#slotAt(this.#receiving);
  }

  #slotAt(index: number): Slot {
    return this.#slots[index === 0 ? 0 : 1];
  }

  #start(): void {
    this.#slot.length = 0;
    this.#inFrame = true;
  }

  #store(byte: number): void {
    const slot = this.#slot;
    if (slot.length < BUFFER_SIZE) slot.buffer[slot.length++] = byte;
    else this.#finish('broken');
  }

  #finish(state: 'complete' | 'broken'): void {
    this.#slot.state = state;
    this.#listening = false;
    this.#inFrame = false;
  }

  #listen(): void {
    if (this.#slot.state !== 'free') {
      const other = 1 - this.#receiving;
      if (this.#slotAt(other).state !== 'free') return;
      this.#receiving = other;
    }
    this.#listening = true;
  }
}

function newSlot(): Slot {
  return { buffer: new Uint8Array(BUFFER_SIZE), length: 0, state: 'free' };
}
