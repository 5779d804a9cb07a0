/** The colours of ESP-IDF's log levels (esp_log.h). */
const COLOUR = { E: 31, W: 33, I: 32 } as const;

/** Writes lines as ESP-IDF's log does: level, milliseconds since the start, tag, text, in colour. */
export class EspLog {
  readonly #write: (text: string) => void;
  readonly #uptime: () => number;

  /** `uptime`: milliseconds since the chip's reset. */
  constructor(write: (text: string) => void, uptime: () => number) {
    this.#write = write;
    this.#uptime = uptime;
  }

  info(tag: string, text: string): void {
    this.#line('I', tag, text);
  }

  warn(tag: string, text: string): void {
    this.#line('W', tag, text);
  }

  error(tag: string, text: string): void {
    this.#line('E', tag, text);
  }

  #line(level: keyof typeof COLOUR, tag: string, text: string): void {
    const time = Math.floor(this.#uptime());
    this.#write(`\x1b[0;${COLOUR[level]}m${level} (${time}) ${tag}: ${text}\x1b[0m\r\n`);
  }
}
