import type { SerialLine } from '../../../src/device/serial-line.ts';

type Reply = (content: string | Uint8Array) => void;

/** A serial line whose far end is a function: it gets what is sent, as a line and as bytes, and says what comes back. */
export class ScriptedLine implements SerialLine {
  readonly path = 'scripted';
  readonly sent: string[] = [];
  readonly #gone = new AbortController();
  readonly #answer: (line: string, reply: Reply, bytes: Uint8Array) => void;
  readonly #listeners = new Set<(bytes: Uint8Array) => void>();

  constructor(answer: (line: string, reply: Reply, bytes: Uint8Array) => void) {
    this.#answer = answer;
  }

  get lost(): AbortSignal {
    return this.#gone.signal;
  }

  write(bytes: Uint8Array): Promise<void> {
    const line = new TextDecoder().decode(bytes).replace(/\r\n$/, '');
    this.sent.push(line);
    this.#answer(line, (content) => this.say(content), bytes);
    return Promise.resolve();
  }

  say(content: string | Uint8Array): void {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    for (const listener of this.#listeners) listener(bytes);
  }

  unplug(reason: Error): void {
    this.#gone.abort(reason);
  }

  onData(listener: (bytes: Uint8Array) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  setBaudRate(): Promise<void> {
    return Promise.resolve();
  }

  setLines(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
