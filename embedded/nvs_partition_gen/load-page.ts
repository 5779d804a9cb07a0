import {
  BITMAP_OFFSET,
  ENTRIES_PER_PAGE,
  ENTRY_SIZE,
  ENTRY_STATE,
  FIRST_ENTRY_OFFSET,
  PAGE_STATE,
  PAGE_VERSION,
} from './nvs-format.ts';
import { nvsCrc32 } from './nvs-crc32.ts';
import { readStoredItem, type StoredItem } from './stored-item.ts';

export interface PageInUse {
  state: 'active' | 'full' | 'freeing';
  sequence: number;
  version: 1 | 2;
  /** Whether something on it is no item: damaged, half written, or not for this key. */
  isBroken: boolean;
  /** In the order in which they lie on the page. */
  items: StoredItem[];
}

/**
 * What the library makes of one page when it mounts a partition: a page in use with the items that are
 * left after its repairs; 'free', also for a page whose header is damaged; or why it gives up.
 *
 * `raw` is the page as it lies in flash, `plain` the same with its written entries decrypted. A
 * read-only partition cannot be repaired.
 */
export function loadPage(
  raw: Uint8Array,
  plain: Uint8Array,
  readOnly: boolean,
): PageInUse | 'free' | 'ESP_ERR_NVS_NEW_VERSION_FOUND' | 'ESP_ERR_NOT_ALLOWED' {
  const header = new DataView(raw.buffer, raw.byteOffset, BITMAP_OFFSET);
  const isBlank = header.getUint32(0, true) === PAGE_STATE.uninitialized;
  if (isBlank || header.getUint32(28, true) !== nvsCrc32(raw.subarray(4, 28))) return 'free';
  if (header.getUint8(8) < PAGE_VERSION[2]) return 'ESP_ERR_NVS_NEW_VERSION_FOUND';
  const state = STATE_OF_WORD.get(header.getUint32(0, true));
  if (state === undefined) return 'free';
  const load = state === 'active' ? loadActivePage : loadClosedPage;
  const { items, damage } = load(raw, plain.subarray(FIRST_ENTRY_OFFSET));
  if (readOnly && damage === 'broken') return 'ESP_ERR_NOT_ALLOWED';
  const isLost = readOnly && damage === 'duplicate'; // the library then drops the page, silently
  return {
    state,
    sequence: header.getUint32(4, true),
    version: header.getUint8(8) === PAGE_VERSION[1] ? 1 : 2,
    isBroken: damage === 'broken',
    items: isLost ? [] : items,
  };
}

const STATE_OF_WORD = new Map<number, PageInUse['state']>([
  [PAGE_STATE.active, 'active'],
  [PAGE_STATE.full, 'full'],
  [PAGE_STATE.freeing, 'freeing'],
]);

interface Loaded {
  items: StoredItem[];
  /** The first thing that the library would want to erase. */
  damage?: 'duplicate' | 'broken' | undefined;
}

/** FULL and FREEING: every entry marked written counts, and duplicates stay. */
function loadClosedPage(raw: Uint8Array, entries: Uint8Array): Loaded {
  const states = entryStates(raw);
  const page: Loaded = { items: [] };
  for (let index = 0, span = 1; index < ENTRIES_PER_PAGE; index += span) {
    span = 1;
    if (states[index] !== ENTRY_STATE.written) continue;
    const item = readStoredItem(entries, index);
    span = item?.span ?? 1; // what is not an item is erased alone, and its data tried as items
    if (item !== undefined && isWhole(item, states, index)) page.items.push(item);
    else page.damage ??= 'broken';
  }
  return page;
}

/** ACTIVE: power may have failed while the last item was written, or before its old value was erased. */
function loadActivePage(raw: Uint8Array, entries: Uint8Array): Loaded {
  const states = entryStates(raw);
  const page: Loaded = { items: [] };
  let end = states.indexOf(ENTRY_STATE.empty);
  if (end === -1) end = ENTRIES_PER_PAGE;
  while (end < ENTRIES_PER_PAGE && !isFirstWordBlank(raw, end)) {
    states[end] = ENTRY_STATE.erased;
    end += 1;
    page.damage ??= 'broken';
  }
  let last: StoredItem | undefined;
  for (let index = 0, span = 1; index < end; index += span) {
    span = 1;
    last = undefined;
    if (states[index] === ENTRY_STATE.erased) continue;
    const item = states[index] === ENTRY_STATE.written ? readStoredItem(entries, index) : undefined;
    span = item?.span ?? 1;
    if (item === undefined || !isWhole(item, states, index)) {
      page.damage ??= 'broken';
      continue;
    }
    removeDuplicate(
      page,
      page.items.find(({ slot }) => slot === item.slot),
    );
    page.items.push(item);
    last = item;
  }
  const newest = last;
  if (newest === undefined) return page;
  const duplicate = page.items.find((other) => isSameValue(other, newest));
  if (duplicate !== newest) removeDuplicate(page, duplicate);
  return page;
}

function entryStates(raw: Uint8Array): Uint8Array {
  const bitOf = (entry: number) => 2 * (entry & 3);
  return Uint8Array.from({ length: ENTRIES_PER_PAGE }, (_, entry) => {
    return ((raw[BITMAP_OFFSET + (entry >> 2)] ?? 0) >> bitOf(entry)) & 0b11;
  });
}

function isFirstWordBlank(raw: Uint8Array, entry: number): boolean {
  const start = FIRST_ENTRY_OFFSET + entry * ENTRY_SIZE;
  return raw.subarray(start, start + 4).every((byte) => byte === 0xff);
}

function isWhole(item: StoredItem, states: Uint8Array, index: number): boolean {
  return states.subarray(index, index + item.span).every((state) => state === ENTRY_STATE.written);
}

/** Behind the last item of the page it looks again, then without regard to the chunk. */
function isSameValue(one: StoredItem, other: StoredItem): boolean {
  return (
    one.namespaceIndex === other.namespaceIndex && one.key === other.key && one.type === other.type
  );
}

function removeDuplicate(page: Loaded, duplicate: StoredItem | undefined): void {
  if (duplicate === undefined) return;
  page.items.splice(page.items.indexOf(duplicate), 1);
  page.damage ??= 'duplicate';
}
