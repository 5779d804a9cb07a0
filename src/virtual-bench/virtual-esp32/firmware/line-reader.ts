/** Cuts what comes from the UART into lines. Each CR and each LF ends one, so CR LF ends a line and then an empty one. */
export class LineReader {
  readonly #longest: number;
  readonly #onLine: (line: Buffer) => void;
  #line: number[] = [];

  /** `longest`, in bytes: what is too long stays too long, and is therefore no command, until its end comes. */
  constructor(longest: number, onLine: (line: Buffer) => void) {
    this.#longest = longest;
    this.#onLine = onLine;
  }

  receive(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte !== 0x0d && byte !== 0x0a) {
        if (this.#line.length <= this.#longest) this.#line.push(byte);
      } else {
        const line = Buffer.from(this.#line);
        this.#line = [];
        this.#onLine(line);
      }
    }
  }
}
