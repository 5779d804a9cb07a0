import { decryptWrittenEntries } from './encryption.ts';
import { nvsCrc32 } from './nvs-crc32.ts';
import {
  BITMAP_OFFSET,
  ENTRIES_PER_PAGE,
  ENTRY_SIZE,
  ENTRY_STATE,
  FIRST_ENTRY_OFFSET,
  PAGE_SIZE,
  PAGE_STATE,
} from './nvs-format.ts';

/**
 * What is to be made of a partition: `blank` has no entry, `readable` at least one whose CRC is right, `unreadable` has
 * entries and not one of them: it is encrypted with another key, or was not meant to be read as it is. Pages whose
 * header is damaged do not count, as for the library.
 */
export function nvsContent(
  image: Uint8Array,
  encryptionKey?: Uint8Array,
): 'blank' | 'readable' | 'unreadable' {
  const plain = encryptionKey ? decryptWrittenEntries(image, encryptionKey) : image;
  let content: 'blank' | 'unreadable' = 'blank';
  for (let page = 0; page + PAGE_SIZE <= image.length; page += PAGE_SIZE) {
    if (!isInUse(image.subarray(page, page + BITMAP_OFFSET))) continue;
    for (let entry = 0; entry < ENTRIES_PER_PAGE; entry += 1) {
      const bits = image[page + BITMAP_OFFSET + (entry >> 2)] ?? 0;
      if (((bits >> (2 * (entry & 3))) & 0b11) !== ENTRY_STATE.written) continue;
      const start = page + FIRST_ENTRY_OFFSET + entry * ENTRY_SIZE;
      if (hasRightCrc(plain.subarray(start, start + ENTRY_SIZE))) return 'readable';
      content = 'unreadable';
    }
  }
  return content;
}

/** Whether it is not erased, and yet not one page in it has a header that is right: this is something else. */
export function isForeign(image: Uint8Array): boolean {
  for (let page = 0; page + PAGE_SIZE <= image.length; page += PAGE_SIZE) {
    if (isInUse(image.subarray(page, page + BITMAP_OFFSET))) return false;
  }
  return image.some((byte) => byte !== 0xff);
}

function isInUse(header: Uint8Array): boolean {
  const view = new DataView(header.buffer, header.byteOffset, header.length);
  const isBlank = view.getUint32(0, true) === PAGE_STATE.uninitialized;
  return !isBlank && view.getUint32(28, true) === nvsCrc32(header.subarray(4, 28));
}

/** Bytes 4 to 7 are the CRC of the others. */
function hasRightCrc(entry: Uint8Array): boolean {
  const view = new DataView(entry.buffer, entry.byteOffset, entry.length);
  const rest = Buffer.concat([entry.subarray(0, 4), entry.subarray(8)]);
  return view.getUint32(4, true) === nvsCrc32(rest);
}
