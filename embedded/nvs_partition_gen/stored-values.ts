import type { NvsType } from './nvs-entry.ts';
import { nvsCrc32 } from './nvs-crc32.ts';
import { NO_CHUNK } from './nvs-format.ts';
import type { NvsUnreadable } from './nvs-view.ts';
import { readBlobIndex, slotOf, type StoredItem, type StoredType } from './stored-item.ts';

export type ReadResult =
  | { bytes: Uint8Array; isChunked: boolean; failure?: undefined }
  | { bytes?: undefined; failure: NvsUnreadable['get'] };

/** Reads values out of the items of a mounted partition, as `nvs_get_*` does. */
export class StoredValues {
  /** What the library finds in a slot: the first item of each page, the oldest page first. */
  readonly #found = new Map<string, StoredItem[]>();

  constructor(pages: StoredItem[][]) {
    for (const items of pages) {
      const firstOfPage = new Map(items.toReversed().map((item) => [item.slot, item]));
      for (const [slot, item] of firstOfPage) {
        const older = this.#found.get(slot);
        if (older === undefined) this.#found.set(slot, [item]);
        else older.push(item);
      }
    }
  }

  read(namespaceIndex: number, key: string, type: NvsType): ReadResult {
    if (type === 'blob') {
      const index = this.#find(namespaceIndex, key, 'blobIndex');
      if (index !== undefined) return this.#readChunks(index);
    }
    return readData(this.#find(namespaceIndex, key, type));
  }

  #find(
    namespaceIndex: number,
    key: string,
    type: StoredType,
    chunk: number = NO_CHUNK,
  ): StoredItem | undefined {
    const found = this.#found.get(slotOf(namespaceIndex, key, chunk));
    return found?.find((item) => item.type === type);
  }

  #readChunks(index: StoredItem): ReadResult {
    const { size, count, start } = readBlobIndex(index);
    const { namespaceIndex, key } = index;
    const chunks: Uint8Array[] = [];
    for (let number = 0; number < count; number += 1) {
      const chunk = this.#find(namespaceIndex, key, 'blobData', (start + number) & 0xff);
      if (chunk === undefined) break;
      const { bytes } = readData(chunk);
      if (bytes === undefined) return { failure: 'ESP_ERR_NVS_NOT_FOUND' };
      chunks.push(bytes);
    }
    const bytes = new Uint8Array(Buffer.concat(chunks));
    return bytes.length === size ? { bytes, isChunked: true } : { failure: 'ESP_FAIL' };
  }
}

function readData(item: StoredItem | undefined): ReadResult {
  const isDamaged = item?.dataCrc !== undefined && item.dataCrc !== nvsCrc32(item.data);
  if (item === undefined || isDamaged) return { failure: 'ESP_ERR_NVS_NOT_FOUND' };
  return { bytes: new Uint8Array(item.data), isChunked: false };
}
