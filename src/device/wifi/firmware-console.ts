import { setImmediate } from 'node:timers/promises';

import type { SerialLine } from '../serial-line.ts';
import { interruptedAt, LOG_LINE } from './log-line.ts';
import { SpokenSecrets } from './spoken-secrets.ts';
import { visibleText } from './visible-text.ts';

const MAX_LINE_BYTES = 4096; // a firmware that never ends its line must not fill the memory
/** Where the computer stood still, a deadline is told before what came in time is read, in the turns that follow. */
const TURNS_TO_READ = 2;
const MAX_UNREAD_LINES = 2000;
const MAX_SHOWN_CHARACTERS = 1024 * 1024; // a firmware that prints without end must not fill the log

// ECMA-48: CSI and OSC sequences, as ESP-IDF's coloured log and hostile devices send them.
const ESCAPE_SEQUENCE = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?)/g;
/** A console's prompt, which waits for us without an end of its line. */
const PROMPTS = /^(?:[\w.:~-]{1,32}[>#$] )+$/;

/** Something that the firmware has said. */
interface Received {
  text: string;
  /** The same with what stood before it, where the log of another task came in its middle. */
  joined?: string;
}

/** The running firmware's side of the line, as text: whole lines, without colours, in order, none lost between two waits. */
export class FirmwareConsole implements Disposable {
  readonly #line: SerialLine;
  readonly #onLog: (line: string) => void;
  readonly #unsubscribe: () => void;
  readonly #decoder = new TextDecoder();
  readonly #secrets = new SpokenSecrets();
  #unread: Received[] = [];
  #tap: ((bytes: Uint8Array) => string[]) | undefined;
  #partial = '';
  #interrupted = '';
  #shown = 0;
  #wake: (() => void) | undefined;

  constructor(line: SerialLine, onLog: (line: string) => void) {
    this.#line = line;
    this.#onLog = onLog;
    this.#unsubscribe = line.onData((bytes) => this.#receive(bytes));
  }

  /** Sends a line, ended by CR LF. `shown` is what the log says instead, where the line holds a secret. */
  async send(text: string, shown: string = text): Promise<void> {
    if (shown !== text) this.#secrets.add(text, shown);
    this.#onLog(`> ${visibleText(shown)}`);
    await this.#line.write(new TextEncoder().encode(`${text}\r\n`));
  }

  /** Sends bytes as they are; the log says `shown`. */
  async sendBytes(bytes: Uint8Array, shown: string): Promise<void> {
    this.#onLog(`> ${visibleText(shown)}`);
    await this.#line.write(bytes);
  }

  /** For the log: what we make of what was said. */
  remark(text: string): void {
    this.#onLog(`= ${text}`);
  }

  /**
   * Does what restarts the device; a line that goes away with it is waited for. Returns whether it went: then the
   * device has restarted for certain. Throws `device-not-back`.
   */
  async acrossReset(reset: () => Promise<void>): Promise<boolean> {
    const before = this.#line.returns;
    await (this.#line.acrossReset ? this.#line.acrossReset(reset) : reset());
    return this.#line.returns !== before;
  }

  /** For packets between the lines: what `read` makes of the raw bytes counts as lines too. Returns the end of it. */
  tap(read: (bytes: Uint8Array) => string[]): () => void {
    this.#tap = read;
    return () => {
      this.#tap = undefined;
    };
  }

  /** Forgets what has arrived so far. */
  clear(): void {
    this.#unread = [];
  }

  /**
   * The first answer that `pick` finds in a line, or undefined when `timeoutMs` is over; where no time is left, only
   * what has arrived already is looked at. What `isEcho` knows for our own command is left out. Throws `port-lost` or
   * the reason of `signal`.
   */
  async waitFor<T>(
    pick: (line: string) => T | undefined,
    timeoutMs: number,
    signal: AbortSignal,
    isEcho: (line: string) => boolean = () => false,
  ): Promise<T | undefined> {
    const arrived = this.#pickUnread(pick, isEcho);
    if (arrived !== undefined || timeoutMs <= 0) return arrived;
    const deadline = AbortSignal.timeout(Math.ceil(timeoutMs));
    const ended = AbortSignal.any([deadline, signal, this.#line.lost]);
    for (let turns = TURNS_TO_READ; ;) {
      const picked = this.#pickUnread(pick, isEcho);
      if (picked !== undefined) return picked;
      if (this.#line.lost.aborted) throw this.#line.lost.reason;
      signal.throwIfAborted();
      if (!deadline.aborted) await this.#moreLines(ended);
      else if (turns-- > 0) await setImmediate();
      else return undefined;
    }
  }

  [Symbol.dispose](): void {
    this.#unsubscribe();
  }

  #pickUnread<T>(
    pick: (line: string) => T | undefined,
    isEcho: (line: string) => boolean,
  ): T | undefined {
    for (let next = this.#unread.shift(); next; next = this.#unread.shift()) {
      const { text, joined } = next;
      if (isEcho(text) || (joined !== undefined && isEcho(joined))) continue;
      const picked = (joined === undefined ? undefined : pick(joined)) ?? pick(text);
      if (picked !== undefined) return picked;
    }
    return undefined;
  }

  #receive(bytes: Uint8Array): void {
    this.#partial += this.#decoder.decode(bytes, { stream: true });
    const lines = this.#partial.split(/\r\n|\n|\r(?!$)/);
    this.#partial = (lines.pop() ?? '').slice(-MAX_LINE_BYTES);
    if (PROMPTS.test(this.#partial)) {
      lines.push(this.#partial);
      this.#partial = '';
    }
    for (const line of lines) this.#takeLine(line.slice(0, MAX_LINE_BYTES));
    for (const line of this.#tap?.(bytes) ?? []) {
      this.#show(line, line);
      this.#unread.push({ text: line });
    }
    if (this.#unread.length > MAX_UNREAD_LINES)
      this.#unread.splice(0, this.#unread.length - MAX_UNREAD_LINES);
    this.#wake?.();
  }

  #takeLine(raw: string): void {
    const text = raw.replace(ESCAPE_SEQUENCE, '');
    const cut = interruptedAt(text);
    if (cut > 0) {
      this.#interrupted = (this.#interrupted + text.slice(0, cut)).slice(-MAX_LINE_BYTES);
      this.#show(text.slice(0, cut), this.#interrupted);
      this.#show(text.slice(cut), text.slice(cut));
      // A name may look like a log line: then the whole is what was said.
      this.#unread.push({ text: text.slice(cut), joined: text });
    } else if (this.#interrupted === '' || LOG_LINE.test(text)) {
      this.#show(raw, text);
      this.#unread.push({ text });
    } else {
      const joined = this.#interrupted + text;
      this.#interrupted = '';
      this.#show(raw, joined);
      this.#unread.push({ text, joined });
    }
  }

  /** `whole` is what the line belongs to: a secret may lie on both sides of the log line in its middle. */
  #show(line: string, whole: string): void {
    if (this.#shown > MAX_SHOWN_CHARACTERS) return;
    this.#shown += line.length + 1;
    const text =
      this.#shown > MAX_SHOWN_CHARACTERS
        ? 'The device has printed 1 MB; what follows is not shown.'
        : visibleText(this.#secrets.hide(line, whole));
    this.#onLog(text);
  }

  async #moreLines(ended: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#wake = () => resolve(undefined);
    const stop = () => resolve(undefined);
    ended.addEventListener('abort', stop, { once: true });
    await promise;
    ended.removeEventListener('abort', stop);
    this.#wake = undefined;
  }
}
