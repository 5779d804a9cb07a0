import { NO_CHUNK, SECOND_CHUNK_START } from './nvs-format.ts';
import { readBlobIndex, type StoredItem } from './stored-item.ts';

/**
 * The pages without every blob index whose chunks do not add up to what it says, and without every
 * chunk that then belongs to no index: the library erases both when it mounts a partition.
 */
export function removeBrokenBlobs(pages: StoredItem[][]): StoredItem[][] {
  const items = pages.flat();
  const indexes = items.filter(({ type }) => type === 'blobIndex').map(openIndex);
  const indexesOf = Map.groupBy(indexes, ({ blob }) => blob);
  // Of two indexes with one start the first gets all the chunks, so it is enough to try that one.
  for (const [blob, all] of indexesOf) indexesOf.set(blob, firstOfEachStart(all));

  for (const item of items) {
    if (item.type !== 'blobData') continue;
    const index = indexesOf.get(blobOf(item))?.find((candidate) => covers(candidate, item.chunk));
    if (index === undefined) continue;
    index.missingBytes -= item.data.length;
    index.missingChunks -= 1;
  }
  const right = indexes.filter((index) => index.missingBytes === 0 && index.missingChunks === 0);
  const rightItems = new Set(right.map(({ item }) => item));
  const rightOf = Map.groupBy(right, ({ blob }) => blob);

  const isKept = (item: StoredItem) => {
    if (item.type === 'blobIndex') return rightItems.has(item);
    if (item.type !== 'blobData') return true;
    const candidates = rightOf.get(blobOf(item)) ?? [];
    return candidates.some(({ start, count }) => item.chunk >= start && item.chunk < start + count);
  };
  return pages.map((page) => page.filter(isKept));
}

interface BlobIndex {
  item: StoredItem;
  blob: string;
  /** Its chunks have the numbers from `start` to `start` + `count` - 1. */
  start: number;
  count: number;
  /** What the chunks seen so far still leave open; below zero where there are too many. */
  missingBytes: number;
  missingChunks: number;
}

function openIndex(item: StoredItem): BlobIndex {
  const { size, count, start } = readBlobIndex(item);
  return { item, blob: blobOf(item), start, count, missingBytes: size, missingChunks: count };
}

function blobOf({ namespaceIndex, key }: StoredItem): string {
  return `${namespaceIndex}/${key}`;
}

function firstOfEachStart(indexes: BlobIndex[]): BlobIndex[] {
  return [...new Map(indexes.toReversed().map((index) => [index.start, index])).values()].reverse();
}

/** A surplus chunk counts too: it makes its index wrong. */
function covers({ start }: BlobIndex, chunk: number): boolean {
  return chunk >= start && chunk < (start === 0 ? SECOND_CHUNK_START : NO_CHUNK);
}
