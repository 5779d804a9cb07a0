import type { NvsEntry } from './nvs-entry.ts';

/** One change of a partition: a value under a key, or the key gone. Other types of a key give way. */
export type NvsEdit =
  { action: 'set'; entry: NvsEntry } | { action: 'remove'; namespace: string; key: string };
