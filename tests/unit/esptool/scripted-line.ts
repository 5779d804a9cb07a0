import { OPCODE, type CommandName } from '../../../embedded/esptool/commands.ts';
import type { SerialLine } from '../../../embedded/esptool/serial-line.ts';
import { encodeSlip, SlipDecoder } from '../../../embedded/esptool/slip.ts';

/** What the chip at the other end does with a request; it may answer later, or never. */
export type Chip = (request: { name: string; data: Uint8Array }, line: ScriptedLine) => void;

/** A line to a chip that a test plays itself. */
export class ScriptedLine implements SerialLine {
  /** The requests that came over the line, by name. */
  readonly requests: string[] = [];
  /** The control lines as they were set, as `dtr rts`. */
  readonly lines: string[] = [];
  readonly #decoder = new SlipDecoder();
  readonly #lost = new AbortController();
  readonly #chip: Chip;
  #onRequest: () => void = () => undefined;
  #listener: (bytes: Uint8Array) => void = () => undefined;

  constructor(chip: Chip = () => undefined) {
    this.#chip = chip;
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  write(bytes: Uint8Array): Promise<void> {
    for (const frame of this.#decoder.push(bytes)) {
      const name = nameOf(frame[1] ?? 0);
      this.requests.push(name);
      this.#onRequest();
      this.#chip({ name, data: frame.subarray(8) }, this);
    }
    return Promise.resolve();
  }

  onData(listener: (bytes: Uint8Array) => void): () => void {
    this.#listener = listener;
    return () => {
      this.#listener = () => undefined;
    };
  }

  setBaudRate(): Promise<void> {
    return Promise.resolve();
  }

  setLines({ dtr, rts }: { dtr: boolean; rts: boolean }): Promise<void> {
    this.lines.push(`${Number(dtr)}${Number(rts)}`);
    return Promise.resolve();
  }

  /** Resolves when `count` requests have come over the line. */
  sent(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#onRequest = () => {
        if (this.requests.length >= count) resolve();
      };
      this.#onRequest();
    });
  }

  /** The chip answers: `body` is data and status, in hex. */
  answer(name: CommandName, { value = 0, body = '00000000', times = 1, length = -1 } = {}): void {
    const data = Buffer.from(body, 'hex');
    const frame = Buffer.alloc(8 + data.length);
    frame.set([1, OPCODE[name]]);
    frame.writeUInt16LE(length === -1 ? data.length : length, 2);
    frame.writeUInt32LE(value, 4);
    data.copy(frame, 8);
    for (let count = 0; count < times; count += 1) {
      this.#listener(encodeSlip(frame));
    }
  }

  /** The chip sends bytes as they are. */
  say(bytes: string | Uint8Array): void {
    this.#listener(Buffer.from(bytes));
  }

  unplug(): void {
    this.#lost.abort(new Error('unplugged'));
  }
}

function nameOf(opcode: number): string {
  return Object.entries(OPCODE).find(([, code]) => code === opcode)?.[0] ?? 'unknown';
}
