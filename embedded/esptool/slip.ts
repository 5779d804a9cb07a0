/** SLIP, RFC 1055: how the bootloader frames its commands and answers. */
const END = 0xc0;
const ESCAPE = 0xdb;
const ESCAPED_END = 0xdc;
const ESCAPED_ESCAPE = 0xdd;

/** A frame end on its own. */
export const SLIP_END = Uint8Array.of(END);

/** Longer than any frame of the protocol (16 KiB of data and a head); text without an end is not kept for ever. */
const MAX_FRAME = 0x8000;

/** One frame as it goes over the wire, with an END on either side. */
export function encodeSlip(frame: Uint8Array): Uint8Array {
  const wire = new Uint8Array(frame.length * 2 + 2);
  let length = 0;
  wire[length++] = END;
  for (const byte of frame) {
    if (byte === END || byte === ESCAPE) {
      wire[length++] = ESCAPE;
      wire[length++] = byte === END ? ESCAPED_END : ESCAPED_ESCAPE;
    } else {
      wire[length++] = byte;
    }
  }
  wire[length++] = END;
  return wire.subarray(0, length);
}

/**
 * Takes a byte stream apart, in pieces of any size. Whatever stands between two ENDs is a frame, boot text included:
 * a decoder that told "inside" from "outside" would stay inside out after one stray END. Who reads the frames can tell
 * text from answers. A frame with a wrong escape is dropped.
 */
export class SlipDecoder {
  #buffer = new Uint8Array(MAX_FRAME);
  #length = 0;
  #escaping = false;
  #broken = false;

  push(bytes: Uint8Array): Uint8Array[] {
    const frames: Uint8Array[] = [];
    for (const byte of bytes) {
      if (byte === END) {
        if (this.#length > 0 && !this.#broken && !this.#escaping) {
          frames.push(this.#buffer.slice(0, this.#length));
        }
        this.reset();
      } else if (this.#escaping) {
        this.#unescape(byte);
      } else if (byte === ESCAPE) {
        this.#escaping = true;
      } else {
        this.#add(byte);
      }
    }
    return frames;
  }

  /** Forgets the frame that has begun. */
  reset(): void {
    this.#length = 0;
    this.#escaping = false;
    this.#broken = false;
  }

  #unescape(byte: number): void {
    this.#escaping = false;
    if (byte === ESCAPED_END) {
      this.#add(END);
    } else if (byte === ESCAPED_ESCAPE) {
      this.#add(ESCAPE);
    } else {
      this.#broken = true;
    }
  }

  #add(byte: number): void {
    if (this.#length === MAX_FRAME) {
      this.#broken = true;
    } else {
      this.#buffer[this.#length++] = byte;
    }
  }
}
