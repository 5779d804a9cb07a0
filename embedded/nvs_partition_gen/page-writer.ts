import { NvsError } from './nvs-error.ts';
import {
  BITMAP_OFFSET,
  ENTRIES_PER_PAGE,
  ENTRY_SIZE,
  FIRST_ENTRY_OFFSET,
  PAGE_SIZE,
  PAGE_STATE,
  PAGE_VERSION,
} from './nvs-format.ts';
import { entryCrc32, nvsCrc32 } from './nvs-crc32.ts';

/** A partition under three pages has no page to spare for rewriting: the library only reads it. */
const WRITABLE_SIZE_MIN = 3 * PAGE_SIZE;

/** No flash that an ESP32 addresses is larger; a typing error must not ask for gigabytes. */
const SIZE_MAX = 128 * 1024 * 1024;

const NO_DATA = new Uint8Array(0);

export interface EntryFields {
  namespaceIndex: number;
  type: number;
  chunk: number;
  key: string;
  /** The 8 bytes of data, as two little-endian words. */
  words: readonly [number, number];
}

/** Writes entries one behind the other into the pages of a new image. */
export class PageWriter {
  readonly version: 1 | 2;
  readonly #image: Uint8Array;
  readonly #view: DataView;
  readonly #isWritable: boolean;
  #page = 0;
  #used = 0;

  /** `size` is that of the partition in bytes. */
  constructor(size: number, version: 1 | 2) {
    checkSize(size);
    this.version = version;
    this.#isWritable = size >= WRITABLE_SIZE_MIN;
    // Buffer.alloc fills memory once, where a Uint8Array would be filled with zeros first.
    this.#image = new Uint8Array(Buffer.alloc(size, 0xff).buffer);
    this.#view = new DataView(this.#image.buffer);
    this.#openPage();
  }

  /** Entries left on the page that is being filled. */
  get room(): number {
    return ENTRIES_PER_PAGE - this.#used;
  }

  /** Leaves the rest of the page unused. Throws where the partition has no other page for data. */
  turnPage(): void {
    const pages = this.#image.length / PAGE_SIZE;
    const lastPage = this.#isWritable ? pages - 2 : pages - 1; // the library rewrites into the last
    if (this.#page === lastPage) {
      throw new NvsError(
        'image-full',
        `the data up to here does not fit into ${this.#image.length} bytes` +
          (this.#isWritable ? ', of which the last page stays free' : ''),
      );
    }
    this.#view.setUint32(this.#page * PAGE_SIZE, PAGE_STATE.full, true);
    this.#page += 1;
    this.#used = 0;
    this.#openPage();
  }

  /** Writes one entry and the entries that hold its data. The caller has seen to the room. */
  append(fields: EntryFields, data: Uint8Array = NO_DATA): void {
    const dataEntries = Math.ceil(data.length / ENTRY_SIZE);
    const start = this.#page * PAGE_SIZE + FIRST_ENTRY_OFFSET + this.#used * ENTRY_SIZE;
    const entry = this.#image.subarray(start, start + ENTRY_SIZE);
    entry[0] = fields.namespaceIndex;
    entry[1] = fields.type;
    entry[2] = 1 + dataEntries;
    entry[3] = fields.chunk;
    entry.fill(0, 8, 24);
    for (let index = 0; index < fields.key.length; index += 1) {
      entry[8 + index] = fields.key.charCodeAt(index);
    }
    this.#view.setUint32(start + 24, fields.words[0], true);
    this.#view.setUint32(start + 28, fields.words[1], true);
    this.#view.setUint32(start + 4, entryCrc32(entry), true);
    this.#image.set(data, start + ENTRY_SIZE);
    this.#markWritten(1 + dataEntries);
  }

  /** The image. A partition that is only read ends behind its last used page, as the generator's. */
  finish(): Uint8Array {
    return this.#isWritable ? this.#image : this.#image.slice(0, (this.#page + 1) * PAGE_SIZE);
  }

  #openPage(): void {
    const start = this.#page * PAGE_SIZE;
    this.#view.setUint32(start, PAGE_STATE.active, true);
    this.#view.setUint32(start + 4, this.#page, true); // the sequence number
    this.#view.setUint8(start + 8, PAGE_VERSION[this.version]);
    const crc = nvsCrc32(this.#image.subarray(start + 4, start + 28)); // the state may change
    this.#view.setUint32(start + 28, crc, true);
  }

  #markWritten(count: number): void {
    const bitmap = this.#page * PAGE_SIZE + BITMAP_OFFSET;
    for (let entry = this.#used; entry < this.#used + count; entry += 1) {
      const byte = bitmap + (entry >> 2);
      this.#view.setUint8(byte, this.#view.getUint8(byte) & ~(1 << (2 * (entry & 3))));
    }
    this.#used += count;
  }
}

function checkSize(size: number): void {
  if (!Number.isInteger(size) || size % PAGE_SIZE !== 0) {
    throw new NvsError('image-size-wrong', `the size must be a multiple of ${PAGE_SIZE} bytes`);
  }
  if (size < PAGE_SIZE || size > SIZE_MAX) {
    throw new NvsError(
      'image-size-wrong',
      `the size must be from 0x1000 (read-only) or 0x3000 (read and write) to 0x${SIZE_MAX.toString(16)} bytes`,
    );
  }
}
