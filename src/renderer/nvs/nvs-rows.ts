import type { ShownPartition } from '../../contract/channels.ts';
import type { NvsShownChange, NvsShownDifference, NvsType } from '../../contract/nvs.ts';

export type NvsChangeKind = 'changes' | 'added' | 'removed' | 'stays';
type ShownValue = NonNullable<NvsShownChange['before']>;

/** A key of the partition: what it is now, and what it will be. */
export interface NvsRow {
  namespace: string;
  key: string;
  type: NvsType;
  secret: boolean;
  change: NvsChangeKind;
  /** null: it is new. */
  before: ShownValue | null;
  /** null: it goes; the same as before where it stays. */
  after: ShownValue | null;
}

export interface NvsGroup {
  namespace: string;
  /** Of the profile; the others belong to the firmware. */
  own: boolean;
  rows: readonly NvsRow[];
}

/** The keys in groups: the profile's own namespace first, in each group what changes first. */
export function nvsGroups(
  { namespaces, entries }: Pick<ShownPartition, 'namespaces' | 'entries'>,
  difference: NvsShownDifference | null,
  own: string,
): NvsGroup[] {
  const changes = new Map(difference?.changes.map((change) => [rowId(change), change]));
  const known = new Set(entries.map(rowId));
  const rows = [
    ...(difference?.changes ?? []).filter((change) => !known.has(rowId(change))).map(changed),
    ...entries.map((entry): NvsRow => {
      const change = changes.get(rowId(entry));
      if (change) return changed(change);
      const { namespace, key, type, secret, bytes, value } = entry;
      const same = { bytes, value };
      return { namespace, key, type, secret, change: 'stays', before: same, after: same };
    }),
  ];
  const all = new Set([...namespaces, ...rows.map(({ namespace }) => namespace)]);
  return [...all]
    .map((namespace) => ({
      namespace,
      own: namespace === own,
      rows: changedFirst(rows.filter((row) => row.namespace === namespace)),
    }))
    .filter((group) => group.rows.length > 0)
    .toSorted((a, b) => Number(b.own) - Number(a.own));
}

/** A key has one name a namespace; where its type changes, both types are rows. */
export function rowId({
  namespace,
  key,
  type,
}: Pick<NvsRow, 'namespace' | 'key' | 'type'>): string {
  return JSON.stringify([namespace, key, type]);
}

function changed({ namespace, key, type, secret, before, after }: NvsShownChange): NvsRow {
  const change = before === null ? 'added' : after === null ? 'removed' : 'changes';
  return { namespace, key, type, secret, change, before, after };
}

function changedFirst(rows: readonly NvsRow[]): NvsRow[] {
  return [
    ...rows.filter(({ change }) => change !== 'stays'),
    ...rows.filter(({ change }) => change === 'stays'),
  ];
}
