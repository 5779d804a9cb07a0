import type { Clock } from '../time/clock.ts';
import type { TimeLedger } from '../time/time-ledger.ts';

/** One direction of a serial line: bytes go in at once and come out in order, each when its last bit has passed. */
export interface SerialLine {
  /** Sends at the sender's rate, in baud. */
  send(bytes: Uint8Array, baud: number): void;
  /** Forgets what has not come out yet. */
  clear(): void;
}

/** 8N1: a start bit, eight data bits, a stop bit. */
export const BITS_A_BYTE = 10;

type Deliver = (bytes: Uint8Array, baud: number) => void;

/** A line without a length: what goes in comes out within the call, yet never inside another delivery. */
export class InstantLine implements SerialLine {
  readonly #deliver: Deliver;
  #queue: { bytes: Uint8Array; baud: number }[] = [];
  #delivering = false;

  constructor(deliver: Deliver) {
    this.#deliver = deliver;
  }

  send(bytes: Uint8Array, baud: number): void {
    this.#queue.push({ bytes, baud });
    if (this.#delivering) return;
    this.#delivering = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        this.#deliver(next.bytes, next.baud);
      }
    } finally {
      this.#delivering = false;
    }
  }

  clear(): void {
    this.#queue = [];
  }
}

/** A long transfer comes out in pieces of this length: short beside a frame, long beside the work of a wake-up. */
const PIECE_MS = 10;

/** A byte every ten bits. Every deadline counts from the first byte, so that late timers do not add up. */
export class PacedLine implements SerialLine {
  readonly #deliver: Deliver;
  readonly #clock: Clock;
  readonly #ledger: TimeLedger;
  #queue: { bytes: Uint8Array; baud: number; start: number; delivered: number }[] = [];
  #busyUntil = 0;
  #busy = false;
  #cancel: (() => void) | undefined;

  constructor(deliver: Deliver, clock: Clock, ledger: TimeLedger) {
    this.#deliver = deliver;
    this.#clock = clock;
    this.#ledger = ledger;
  }

  send(bytes: Uint8Array, baud: number): void {
    if (bytes.length === 0 || baud <= 0) return;
    const start = Math.max(this.#clock.now(), this.#busyUntil);
    this.#busyUntil = start + bytes.length * msPerByte(baud);
    this.#queue.push({ bytes, baud, start, delivered: 0 });
    if (this.#busy) return;
    this.#busy = true;
    this.#ledger.begin('wire', start);
    this.#schedule();
  }

  clear(): void {
    this.#queue = [];
    this.#busyUntil = this.#clock.now();
    this.#rest();
  }

  #schedule(): void {
    this.#cancel?.();
    const next = Math.min(this.#busyUntil, this.#clock.now() + PIECE_MS);
    this.#cancel = this.#clock.at(next, () => this.#deliverDue());
  }

  #deliverDue(): void {
    const now = this.#clock.now();
    for (let head = this.#queue[0]; head !== undefined; head = this.#queue[0]) {
      const piece = head.bytes.subarray(head.delivered, bytesPassed(head, now));
      head.delivered += piece.length;
      const complete = head.delivered === head.bytes.length;
      if (complete) this.#queue.shift();
      // The account ends before anybody answers: an answer is late by as much as this wake-up was.
      if (this.#queue.length === 0) this.#rest();
      if (piece.length > 0) this.#deliver(piece, head.baud);
      if (!complete) break;
    }
    if (this.#queue.length > 0) this.#schedule();
  }

  #rest(): void {
    if (!this.#busy) return;
    this.#busy = false;
    this.#cancel?.();
    this.#ledger.end('wire', this.#busyUntil);
  }
}

function msPerByte(baud: number): number {
  return (BITS_A_BYTE * 1000) / baud;
}

/** How many bytes are through at `now`; a hundredth of one is forgiven, for deadlines are sums of fractions. */
function bytesPassed(sent: { start: number; baud: number }, now: number): number {
  return Math.max(0, Math.floor((now - sent.start) / msPerByte(sent.baud) + 0.01));
}
