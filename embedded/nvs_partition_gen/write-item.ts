import { numberWords, stringBytes } from './entry-value.ts';
import type { NvsValue } from './nvs-entry.ts';
import { nvsCrc32 } from './nvs-crc32.ts';
import { NvsError } from './nvs-error.ts';
import { ENTRY_SIZE, NO_CHUNK, TYPE_CODE } from './nvs-format.ts';
import type { PageWriter } from './page-writer.ts';

/**
 * Writes one key with its value behind what is there already, and turns the page where Espressif's
 * generator turns it: its bytes are the reference, also where it leaves an entry unused.
 */
export function writeItem(
  pages: PageWriter,
  namespaceIndex: number,
  { key, ...item }: { key: string } & NvsValue,
): void {
  const fields = { namespaceIndex, key };
  switch (item.type) {
    case 'string':
      writeInOnePiece(pages, { ...fields, type: TYPE_CODE.string }, stringBytes(item.value));
      return;
    case 'blob':
      if (pages.version === 2) writeInChunks(pages, fields, item.value);
      else writeInOnePiece(pages, { ...fields, type: TYPE_CODE.blob }, item.value);
      return;
    default:
      if (pages.room === 0) pages.turnPage();
      pages.append({
        ...fields,
        type: TYPE_CODE[item.type],
        chunk: NO_CHUNK,
        words: numberWords(item),
      });
  }
}

/** The longest string with its NUL, and the longest version 1 blob, that the generator can place. */
const ONE_PIECE_MAX_BYTES = { 1: 1984, 2: 3968 } as const;

/** A blob of more chunks is dropped by the library when it mounts the image. */
const CHUNKS_MAX = 127;

interface Fields {
  namespaceIndex: number;
  key: string;
}

function writeInOnePiece(
  pages: PageWriter,
  fields: Fields & { type: number },
  data: Uint8Array,
): void {
  const limit = ONE_PIECE_MAX_BYTES[pages.version];
  if (data.length > limit) {
    throw new NvsError(
      'value-too-long',
      `the value takes ${data.length} bytes (a string with its NUL), and version ${pages.version} holds at most ${limit}`,
    );
  }
  // The generator never puts the end of a string into the last entry of a page, though it would fit.
  if (pages.room <= 1 + Math.ceil(data.length / ENTRY_SIZE)) pages.turnPage();
  pages.append({ ...fields, chunk: NO_CHUNK, words: sizeAndChecksum(data) }, data);
}

function writeInChunks(pages: PageWriter, fields: Fields, data: Uint8Array): void {
  if (pages.room === 0) pages.turnPage();
  let chunk = 0;
  let offset = 0;
  do {
    if (chunk === CHUNKS_MAX) {
      throw new NvsError('value-too-long', `the blob needs more than ${CHUNKS_MAX} chunks`);
    }
    const roomBytes = (pages.room - 1) * ENTRY_SIZE; // 0 on the last entry: an empty chunk
    const piece = data.subarray(offset, offset + roomBytes);
    const words = sizeAndChecksum(piece);
    pages.append({ ...fields, type: TYPE_CODE.blobData, chunk, words }, piece);
    chunk += 1;
    offset += piece.length;
    if (offset < data.length || roomBytes - piece.length < ENTRY_SIZE) pages.turnPage();
  } while (offset < data.length);
  const words = [data.length, (0xffff0000 | chunk) >>> 0] as const; // first chunk number: 0
  pages.append({ ...fields, type: TYPE_CODE.blobIndex, chunk: NO_CHUNK, words });
}

/** Bytes 24..31 of an entry with data: its length in 16 bits, two unused bytes, the CRC of the data. */
function sizeAndChecksum(data: Uint8Array): readonly [number, number] {
  return [(0xffff0000 | data.length) >>> 0, nvsCrc32(data)];
}
