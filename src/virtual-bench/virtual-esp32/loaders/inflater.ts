import { setImmediate } from 'node:timers/promises';
import { createInflateRaw } from 'node:zlib';

/** `header`: not a zlib stream; `data`: damaged, or the Adler-32 is wrong. Neither is left again. */
export type InflateState = 'more' | 'done' | 'header' | 'data';

const HEADER_LENGTH = 2;
const TRAILER_LENGTH = 4;
const DEFLATE_METHOD = 8;
const PRESET_DICTIONARY = 0x20;
const ADLER_MODULUS = 65521;

/**
 * Inflates a zlib stream (RFC 1950) that arrives in pieces, and says after each how far it got.
 * Header and trailer are taken apart here and not by zlib, since the loaders differ in whether they
 * look at them.
 */
export class Inflater {
  readonly #zlib = createInflateRaw({ chunkSize: 0x8000 });
  #stage: 'header' | 'body' | 'trailer' | 'over' = 'header';
  #failure: 'header' | 'data' | undefined;
  #pending: number[] = [];
  #output: Uint8Array[] = [];
  #whenFailed: (error: Error) => void = () => undefined;
  #adlerLow = 1;
  #adlerHigh = 0;

  constructor() {
    this.#zlib.on('data', (chunk: Uint8Array) => this.#collect(chunk));
    this.#zlib.on('end', () => (this.#stage = 'trailer'));
    this.#zlib.on('error', (error) => {
      this.#failure = 'data';
      this.#whenFailed(error);
    });
  }

  get state(): InflateState {
    return this.#failure ?? (this.#stage === 'over' ? 'done' : 'more');
  }

  /**
   * Takes the next piece and answers with what came out. `wrapped` false: no header is expected if
   * this is the first piece, and no trailer if the stream ends here.
   */
  async push(piece: Uint8Array, wrapped = true): Promise<Uint8Array> {
    this.#output = [];
    let rest = piece;
    if (this.#stage === 'header') rest = wrapped ? this.#takeHeader(rest) : this.#skipHeader(rest);
    if (this.#stage === 'body') rest = await this.#takeBody(rest);
    if (this.#stage === 'trailer') this.#takeTrailer(rest, wrapped);
    return Buffer.concat(this.#output);
  }

  close(): void {
    this.#zlib.destroy();
  }

  #takeHeader(bytes: Uint8Array): Uint8Array {
    const wanted = HEADER_LENGTH - this.#pending.length;
    this.#pending.push(...bytes.subarray(0, wanted));
    const [method, flags] = this.#pending;
    if (method === undefined || flags === undefined) return bytes.subarray(wanted);
    const valid =
      ((method << 8) | flags) % 31 === 0 &&
      (method & 0x0f) === DEFLATE_METHOD &&
      (flags & PRESET_DICTIONARY) === 0;
    if (valid) this.#skipHeader(bytes);
    else this.#failure = 'header';
    return bytes.subarray(wanted);
  }

  #skipHeader(bytes: Uint8Array): Uint8Array {
    this.#stage = 'body';
    this.#pending = [];
    return bytes;
  }

  async #takeBody(bytes: Uint8Array): Promise<Uint8Array> {
    if (this.#failure || bytes.length === 0) return bytes;
    const before = this.#zlib.bytesWritten;
    const copy = Uint8Array.from(bytes);
    await new Promise<unknown>((resolve) => {
      this.#whenFailed = resolve; // a write that fails does not call back
      this.#zlib.write(copy, resolve);
    });
    await setImmediate(); // zlib tells of the end a tick after the write
    return bytes.subarray(this.#zlib.bytesWritten - before);
  }

  #takeTrailer(bytes: Uint8Array, expected: boolean): void {
    this.#pending.push(...bytes.subarray(0, TRAILER_LENGTH - this.#pending.length));
    if (expected && this.#pending.length < TRAILER_LENGTH) return;
    this.#stage = 'over';
    const adler = this.#adlerHigh * 0x10000 + this.#adlerLow;
    if (expected && Buffer.from(this.#pending).readUInt32BE() !== adler) this.#failure = 'data';
  }

  #collect(chunk: Uint8Array): void {
    this.#output.push(chunk);
    for (const byte of chunk) {
      this.#adlerLow = (this.#adlerLow + byte) % ADLER_MODULUS;
      this.#adlerHigh = (this.#adlerHigh + this.#adlerLow) % ADLER_MODULUS;
    }
  }
}
