import { NAME_MAX_BYTES } from './nvs-format.ts';
import type { NvsView } from './nvs-view.ts';

/**
 * The string under a key as firmware written in C reads it: up to the first NUL. Bytes that are not
 * UTF-8 become U+FFFD. Undefined where the library gives no string of that name. Like `nvs_open`, it
 * compares the first 15 characters of a namespace only.
 */
export function readString(view: NvsView, namespace: string, key: string): string | undefined {
  const name = namespace.slice(0, NAME_MAX_BYTES);
  const item = view.items.find(
    (candidate) =>
      candidate.namespace === name && candidate.key === key && candidate.type === 'string',
  );
  if (item === undefined) return undefined;
  const nul = item.bytes.indexOf(0);
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    nul === -1 ? item.bytes : item.bytes.subarray(0, nul),
  );
}
