import { decryptWrittenEntries } from './encryption.ts';
import { loadPage, type PageInUse } from './load-page.ts';
import { NAMESPACE_INDEX, PAGE_SIZE } from './nvs-format.ts';
import { removeBrokenBlobs } from './remove-broken-blobs.ts';
import { slotOf, type StoredItem, type StoredType } from './stored-item.ts';

/** The library's word for how mounting ended. */
export type NvsMountResult =
  | 'ESP_OK'
  | 'ESP_ERR_NOT_ALLOWED'
  | 'ESP_ERR_NVS_CORRUPT_KEY_PART'
  | 'ESP_ERR_NVS_KEYS_NOT_INITIALIZED'
  | 'ESP_ERR_NVS_NEW_VERSION_FOUND'
  | 'ESP_ERR_NVS_NO_FREE_PAGES'
  | 'ESP_ERR_NVS_NOT_ENOUGH_SPACE';

export interface MountNvsOptions {
  /** 64 bytes: AES-256-XTS data key, then tweak key. With a wrong one the partition reads as empty. */
  encryptionKey?: Uint8Array | undefined;
  /** Mounted from a partition with the flag `readonly`: the library repairs nothing. */
  readOnly?: boolean | undefined;
}

export interface NamespaceDefinition {
  name: string;
  index: number;
}

export interface MountedNvs {
  result: NvsMountResult;
  /** What is left on each page, the page written first coming first. */
  pages: StoredItem[][];
  /** Every definition of a namespace, the one found first coming first. */
  namespaces: NamespaceDefinition[];
  /** 1 where every page in use is of the older format. */
  version: 1 | 2;
  /** Entries were written, and not one of them is an item: that is what a wrong key looks like. */
  isUnintelligible: boolean;
}

/**
 * Mounts a partition as ESP-IDF's nvs_flash does (master of July 2026), with every repair it makes
 * after a power cut or damage. Nothing is written: the repairs are made in what is returned.
 */
export function mountNvs(
  image: Uint8Array,
  { encryptionKey, readOnly = false }: MountNvsOptions,
): MountedNvs {
  const plain = encryptionKey === undefined ? image : decryptWrittenEntries(image, encryptionKey);
  const pageCount = Math.floor(image.length / PAGE_SIZE);
  if (pageCount === 0) return failed('ESP_ERR_NVS_NOT_ENOUGH_SPACE');

  let inUse: PageInUse[] = [];
  for (let start = 0; start < pageCount * PAGE_SIZE; start += PAGE_SIZE) {
    const end = start + PAGE_SIZE;
    const page = loadPage(image.subarray(start, end), plain.subarray(start, end), readOnly);
    if (typeof page === 'object') inUse.push(page);
    else if (page !== 'free') return failed(page);
  }
  inUse.sort((one, other) => one.sequence - other.sequence);

  if (!readOnly) {
    removeOldValueOfNewestItem(inUse);
    const moved = finishMovingPage(inUse, pageCount);
    if (moved === undefined) return failed('ESP_ERR_NVS_NOT_ENOUGH_SPACE');
    inUse = moved;
    if (inUse.length === pageCount) return failed('ESP_ERR_NVS_NO_FREE_PAGES');
  }
  const pages = inUse.map(({ items }) => items);
  return {
    result: 'ESP_OK',
    pages: removeBrokenBlobs(pages),
    namespaces: readNamespaces(pages),
    version: inUse.length > 0 && inUse.every(({ version }) => version === 1) ? 1 : 2,
    isUnintelligible:
      inUse.some(({ isBroken }) => isBroken) && inUse.every(({ items }) => items.length === 0),
  };
}

function failed(result: NvsMountResult): MountedNvs {
  return { result, pages: [], namespaces: [], version: 2, isUnintelligible: false };
}

/** A power cut may have left the old value of the item written last. Only its first copy is erased. */
function removeOldValueOfNewestItem(inUse: PageInUse[]): void {
  const newest = inUse.at(-1)?.items.at(-1);
  if (newest === undefined) return;
  const older = inUse.slice(0, -1).filter(({ state }) => state !== 'freeing');
  const isErased = removeFromFirst(older, newest, newest.type);
  // A blob of the old format may just have been replaced by one with an index.
  if (!isErased && newest.type === 'blobIndex') removeFromFirst(older, newest, 'blob');
}

function removeFromFirst(pages: PageInUse[], item: StoredItem, type: StoredType): boolean {
  const slot = slotOf(item.namespaceIndex, item.key, item.chunk);
  for (const { items } of pages) {
    const old = items.find((other) => other.slot === slot);
    if (old?.type !== type) continue;
    items.splice(items.indexOf(old), 1);
    return true;
  }
  return false;
}

/**
 * A FREEING page was being moved when power failed. The library throws the copy away, taking the newest
 * page for it whatever it is, and starts again: the items become the newest ones.
 */
function finishMovingPage(inUse: PageInUse[], pageCount: number): PageInUse[] | undefined {
  const freeing = inUse.find(({ state }) => state === 'freeing');
  if (freeing === undefined) return inUse;
  const kept = inUse.at(-1)?.state === 'active' ? inUse.slice(0, -1) : inUse;
  if (kept.length === pageCount) return undefined;
  return [...kept.filter((page) => page !== freeing), freeing];
}

function readNamespaces(pages: StoredItem[][]): NamespaceDefinition[] {
  const namespaces: NamespaceDefinition[] = [];
  for (const items of pages) {
    for (const { namespaceIndex, type, key, data } of items) {
      if (namespaceIndex !== NAMESPACE_INDEX) continue;
      if (type !== 'u8') break; // the library looks no further on this page
      namespaces.push({ name: key, index: data[0] ?? 0 });
    }
  }
  return namespaces;
}
