import { nvsCrc32 } from './nvs-crc32.ts';
import { NvsError } from './nvs-error.ts';
import {
  ENTRIES_PER_PAGE,
  ENTRY_SIZE,
  NAMESPACE_INDEX,
  NAMESPACES_MAX,
  NO_CHUNK,
  PAGE_SIZE,
  SECOND_CHUNK_START,
  TYPE_CODE,
} from './nvs-format.ts';
import { PageWriter, type EntryFields } from './page-writer.ts';
import type { NvsContents, NvsValueFound } from './read-contents.ts';

/**
 * A plain image as long as `old`, whose bytes behind the last whole page it keeps. The largest values are placed first,
 * each on the first page with room for it, and the chunks of blobs fill what is left: an image that was fragmented by
 * years of rewriting has room again. Throws NvsError `image-full`.
 */
export function writeContents(
  { version, namespaces, values }: NvsContents,
  old: Uint8Array,
): Uint8Array {
  if (namespaces.length > NAMESPACES_MAX) {
    throw new NvsError('namespaces-too-many', `an image holds at most ${NAMESPACES_MAX} of them`);
  }
  const pageCount = Math.floor(old.length / PAGE_SIZE);
  const pages = new Layout(pageCount - 1); // the library needs a free page to rewrite into
  namespaces.forEach((name, index) => {
    const words = [0xffffff00 | (index + 1), 0xffffffff].map((word) => word >>> 0);
    pages.place(entry(NAMESPACE_INDEX, name, TYPE_CODE.u8, words), NO_DATA);
  });
  const indexOf = new Map(namespaces.map((name, index) => [name, index + 1]));
  const largestFirst = values.toSorted((one, other) => other.bytes.length - one.bytes.length);
  // Numbers and blob indexes fit anywhere, so they come last.
  const blobs = largestFirst.filter(({ isChunked }) => isChunked);
  for (const value of largestFirst.filter((other) => isLong(other))) {
    pages.place(...inOnePiece(indexOf.get(value.namespace) ?? 0, value));
  }
  const indexes = blobs.map((blob) => placeChunks(pages, indexOf.get(blob.namespace) ?? 0, blob));
  for (const index of indexes) pages.place(index, NO_DATA);
  for (const value of largestFirst.filter((other) => !other.isChunked && !isLong(other))) {
    pages.place(...inOnePiece(indexOf.get(value.namespace) ?? 0, value));
  }

  const image = new Uint8Array(old.length).fill(0xff);
  image.set(pages.write(pageCount * PAGE_SIZE, version));
  image.set(old.subarray(pageCount * PAGE_SIZE), pageCount * PAGE_SIZE);
  return image;
}

const NO_DATA = new Uint8Array(0);

/** What becomes an entry with data entries behind it. */
function isLong({ type, isChunked }: NvsValueFound): boolean {
  return !isChunked && (type === 'string' || type === 'blob');
}

function entry(
  namespaceIndex: number,
  key: string,
  type: number,
  [low = 0xffffffff, high = 0xffffffff]: number[],
): EntryFields {
  return { namespaceIndex, key, type, chunk: NO_CHUNK, words: [low, high] };
}

function inOnePiece(
  namespaceIndex: number,
  value: NvsValueFound,
): [fields: EntryFields, data: Uint8Array] {
  const { key, type, bytes } = value;
  if (isLong(value)) {
    return [entry(namespaceIndex, key, TYPE_CODE[type], sizeAndChecksum(bytes)), bytes];
  }
  const data = Buffer.alloc(8, 0xff);
  data.set(bytes);
  const words = [data.readUInt32LE(0), data.readUInt32LE(4)];
  return [entry(namespaceIndex, key, TYPE_CODE[type], words), NO_DATA];
}

/** Bytes 24..31 of an entry with data: its length in 16 bits, two unused bytes, the CRC of the data. */
function sizeAndChecksum(data: Uint8Array): number[] {
  return [(0xffff0000 | data.length) >>> 0, nvsCrc32(data)];
}

/** @returns the index, which is still to be placed. */
function placeChunks(
  pages: Layout,
  namespaceIndex: number,
  { key, bytes }: NvsValueFound,
): EntryFields {
  let chunk = 0;
  let offset = 0;
  do {
    if (chunk === SECOND_CHUNK_START - 1) {
      throw full();
    }
    const piece = bytes.subarray(offset, offset + pages.chunkRoom(bytes.length - offset));
    const fields = entry(namespaceIndex, key, TYPE_CODE.blobData, sizeAndChecksum(piece));
    pages.place({ ...fields, chunk }, piece);
    chunk += 1;
    offset += piece.length;
  } while (offset < bytes.length);
  return entry(namespaceIndex, key, TYPE_CODE.blobIndex, [
    bytes.length,
    (0xffff0000 | chunk) >>> 0,
  ]);
}

interface PagePlan {
  room: number;
  /** What the library tells items of one page apart by, without the type: of two, it reads only the first. */
  slots: Set<string>;
  placed: { fields: EntryFields; data: Uint8Array }[];
}

/** Which entries go on which page, before anything is written. */
class Layout {
  readonly #pages: PagePlan[];

  constructor(pageCount: number) {
    this.#pages = Array.from({ length: pageCount }, () => ({
      room: ENTRIES_PER_PAGE,
      slots: new Set(),
      placed: [],
    }));
  }

  place(fields: EntryFields, data: Uint8Array): void {
    const span = spanOf(data.length);
    const slot = `${fields.namespaceIndex}/${fields.chunk}/${fields.key}`;
    const page = this.#pages.find(({ room, slots }) => room >= span && !slots.has(slot));
    if (!page) {
      throw full();
    }
    page.room -= span;
    page.slots.add(slot);
    page.placed.push({ fields, data });
  }

  /** Bytes that the next chunk of a blob may have, when `rest` are to be stored: all of them, or a page's room. */
  chunkRoom(rest: number): number {
    const room = Math.max(0, ...this.#pages.map((page) => page.room));
    return spanOf(rest) <= room ? rest : Math.max(1, (room - 1) * ENTRY_SIZE);
  }

  /** Pages left empty at the end stay blank. The first exists even in an empty partition. */
  write(size: number, version: 1 | 2): Uint8Array {
    const writer = new PageWriter(size, version);
    const used = this.#pages.slice(
      0,
      this.#pages.findLastIndex(({ placed }) => placed.length > 0) + 1,
    );
    for (const [index, { placed }] of used.entries()) {
      if (index > 0) writer.turnPage();
      for (const { fields, data } of placed) writer.append(fields, data);
    }
    return writer.finish();
  }
}

function full(): NvsError {
  return new NvsError(
    'image-full',
    'the values do not fit into the partition, with one page kept free',
  );
}

function spanOf(bytes: number): number {
  return 1 + Math.ceil(bytes / ENTRY_SIZE);
}
