import type { NvsItem, NvsView } from './nvs-view.ts';

/** A value that differs. One that changed its type is two changes: the old type went, the new one came. */
export interface NvsChange extends Omit<NvsItem, 'bytes'> {
  /** Undefined where the value is new. */
  before: Uint8Array | undefined;
  /** Undefined where the value is gone. */
  after: Uint8Array | undefined;
}

/** What differs between two partitions for the firmware that reads them. */
export interface NvsDifference {
  namespacesAdded: string[];
  namespacesRemoved: string[];
  changes: NvsChange[];
}

/** Compares by what firmware reads: where a value lies, and what lies erased beside it, does not count. */
export function diffNvs(
  before: Pick<NvsView, 'namespaces' | 'items'>,
  after: Pick<NvsView, 'namespaces' | 'items'>,
): NvsDifference {
  const older = new Map(before.items.map((item) => [nameOf(item), item]));
  const newer = new Map(after.items.map((item) => [nameOf(item), item]));
  const changes = [...new Set([...older.keys(), ...newer.keys()])].sort().flatMap((name) => {
    const one = older.get(name);
    const other = newer.get(name);
    const item = one ?? other;
    if (!item || (one && other && Buffer.compare(one.bytes, other.bytes) === 0)) return [];
    const { namespace, key, type } = item;
    return [{ namespace, key, type, before: one?.bytes, after: other?.bytes }];
  });
  return {
    namespacesAdded: after.namespaces.filter((name) => !before.namespaces.includes(name)),
    namespacesRemoved: before.namespaces.filter((name) => !after.namespaces.includes(name)),
    changes,
  };
}

function nameOf({ namespace, key, type }: NvsItem): string {
  return `${namespace}\0${key}\0${type}`;
}
