import type { Writable } from 'node:stream';

const WIDTH = 30; // fits with its numbers into 80 columns

/** A line that grows while a transfer runs; on anything but a terminal it stays away. */
export class ProgressBar {
  readonly #output: Writable & { isTTY?: boolean };
  readonly #label: string;
  readonly #bytes: number;
  #drawn = '';

  constructor(output: Writable & { isTTY?: boolean }, label: string, bytes: number) {
    this.#output = output;
    this.#label = label;
    this.#bytes = bytes;
  }

  /** 0 to 1. */
  update(fraction: number): void {
    if (this.#output.isTTY !== true) {
      return;
    }
    const filled = Math.floor(fraction * WIDTH);
    const bar = '='.repeat(filled).padEnd(WIDTH);
    const percent = (fraction * 100).toFixed(1).padStart(5);
    const done = Math.floor(fraction * this.#bytes);
    const line = `${this.#label} [${bar}] ${percent}% ${done}/${this.#bytes} bytes`;
    if (line !== this.#drawn) {
      this.#drawn = line;
      this.#output.write(`\r${line}`);
    }
  }

  /** Makes room for the next line of text. */
  end(): void {
    if (this.#drawn !== '') {
      this.#output.write('\n');
      this.#drawn = '';
    }
  }
}
