import {
  mountNvs,
  type MountNvsOptions,
  type NamespaceDefinition,
  type NvsMountResult,
} from './mount-nvs.ts';
import type { NvsType } from './nvs-entry.ts';
import { NvsError } from './nvs-error.ts';
import { NAMESPACE_INDEX } from './nvs-format.ts';
import type { NvsItem, NvsUnreachable, NvsUnreadable } from './nvs-view.ts';
import { StoredValues } from './stored-values.ts';
import type { StoredItem } from './stored-item.ts';

/** A value, and for a blob whether it lies there in the chunks of version 2 or in one piece. */
export interface NvsValueFound extends NvsItem {
  isChunked: boolean;
}

/** All that firmware reads from a partition, in the order in which it lies there. */
export interface NvsContents {
  mount: NvsMountResult;
  /** 1 where every page in use is of the older format. */
  version: 1 | 2;
  /** Entries were written, and not one of them is an item: that is what a wrong key looks like. */
  isUnintelligible: boolean;
  /** Each name once. */
  namespaces: string[];
  values: NvsValueFound[];
  unreadable: NvsUnreadable[];
  unreachable: NvsUnreachable[];
}

/** Reads the image of a partition as firmware does; see decodeNvs. */
export function readContents(image: Uint8Array, options: MountNvsOptions): NvsContents {
  const { result, pages, namespaces, version, isUnintelligible } = mountNvs(image, options);
  const stored = new StoredValues(pages);
  const { named, unreachable } = listValues(pages, namespaces);
  const values: NvsValueFound[] = [];
  const unreadable: NvsUnreadable[] = [];
  for (const { namespaceIndex, ...name } of named) {
    const read = stored.read(namespaceIndex, name.key, name.type);
    if (read.failure !== undefined) unreadable.push({ ...name, get: read.failure });
    else values.push({ ...name, bytes: read.bytes, isChunked: read.isChunked });
  }
  return {
    mount: result,
    // Chunks of version 2 on pages of version 1 can be read, but no firmware that knows only the older format made them.
    version: values.some(({ isChunked }) => isChunked) ? 2 : version,
    isUnintelligible,
    namespaces: [...new Set(namespaces.map(({ name }) => name))],
    values,
    unreadable,
    unreachable,
  };
}

const VALUES_MAX = 1_000_000;

interface NamedValue {
  namespace: string;
  key: string;
  type: NvsType;
  /** Where firmware looks for it: the index that the namespace was given first. */
  namespaceIndex: number;
}

/** Every name of a value once, though it may lie on several pages; a blob of either format is one. */
function listValues(
  pages: StoredItem[][],
  namespaces: NamespaceDefinition[],
): { named: Iterable<NamedValue>; unreachable: NvsUnreachable[] } {
  const firstIndexOf = new Map(namespaces.toReversed().map(({ name, index }) => [name, index]));
  const namesOf = Map.groupBy(namespaces, ({ index }) => index);
  const named = new Map<string, NamedValue>();
  const unreachable = [];
  for (const { namespaceIndex: nsIndex, key, type } of listStored(pages)) {
    const names = namesOf.get(nsIndex);
    if (names === undefined) unreachable.push({ nsIndex, key, type });
    for (const { name: namespace } of names ?? []) {
      const namespaceIndex = firstIndexOf.get(namespace) ?? nsIndex;
      named.set(`${namespace}\0${key}\0${type}`, { namespace, key, type, namespaceIndex });
    }
    if (named.size > VALUES_MAX) {
      throw new NvsError('image-unreasonable', 'the image shows more than a million values');
    }
  }
  return { named: named.values(), unreachable };
}

function listStored(pages: StoredItem[][]): Iterable<Omit<NamedValue, 'namespace'>> {
  const stored = new Map<string, Omit<NamedValue, 'namespace'>>();
  for (const { namespaceIndex, key, type: storedType } of pages.flat()) {
    if (namespaceIndex === NAMESPACE_INDEX || storedType === 'blobData') continue;
    const type = storedType === 'blobIndex' ? 'blob' : storedType;
    stored.set(`${namespaceIndex}/${type}/${key}`, { namespaceIndex, key, type });
  }
  return stored.values();
}
