import { OPCODE, type CommandName } from '../../embedded/esptool/commands.ts';
import type { SerialLine } from '../../embedded/esptool/serial-line.ts';

/** What a test does to the bytes on their way; undefined drops them. */
export type Fault = (bytes: Uint8Array) => Uint8Array | undefined;

/** A real line with faults on it. */
export class FaultyLine implements SerialLine {
  toChip: Fault = (bytes) => bytes;
  fromChip: Fault = (bytes) => bytes;
  baudRate: (wanted: number) => number = (wanted) => wanted;
  #inner: SerialLine;
  #listeners = new Set<(bytes: Uint8Array) => void>();

  constructor(inner: SerialLine) {
    this.#inner = inner;
  }

  get lost(): AbortSignal {
    return this.#inner.lost;
  }

  write(bytes: Uint8Array): Promise<void> {
    const passed = this.toChip(bytes);
    return passed ? this.#inner.write(passed) : Promise.resolve();
  }

  onData(listener: (bytes: Uint8Array) => void): () => void {
    this.#listeners.add(listener);
    const unsubscribe = this.#inner.onData((bytes) => {
      const passed = this.fromChip(bytes);
      if (passed) listener(passed);
    });
    return () => {
      this.#listeners.delete(listener);
      unsubscribe();
    };
  }

  /** Bytes that come from the chip now, whatever it does. */
  deliver(bytes: Uint8Array): void {
    for (const listener of this.#listeners) listener(bytes);
  }

  setBaudRate(baudRate: number): Promise<void> {
    return this.#inner.setBaudRate(this.baudRate(baudRate));
  }

  setLines(lines: { dtr: boolean; rts: boolean }): Promise<void> {
    return this.#inner.setLines(lines);
  }
}

/** Whether these bytes begin with a request of this name; requests leave the session whole. */
export function isRequest(bytes: Uint8Array, name: CommandName): boolean {
  return bytes[0] === 0xc0 && bytes[1] === 0 && bytes[2] === OPCODE[name];
}

/** Whether an answer of this name is in these bytes; one is on its way at a time. */
export function hasAnswer(bytes: Uint8Array, name: CommandName): boolean {
  return Buffer.from(bytes).includes(Buffer.of(0xc0, 1, OPCODE[name]));
}

/** The bytes with one bit turned over at `index`. */
export function withFlippedBit(bytes: Uint8Array, index: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[index] = (copy[index] ?? 0) ^ 1;
  return copy;
}

/** A fault that happens once, to the first bytes for which `matches` holds. */
export function once(matches: (bytes: Uint8Array) => boolean, fault: Fault): Fault {
  let happened = false;
  return (bytes) => {
    if (happened || !matches(bytes)) return bytes;
    happened = true;
    return fault(bytes);
  };
}
