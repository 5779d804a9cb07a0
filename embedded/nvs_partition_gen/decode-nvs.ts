import type { MountNvsOptions } from './mount-nvs.ts';
import type { NvsView } from './nvs-view.ts';
import { readContents } from './read-contents.ts';

/**
 * What firmware with ESP-IDF's nvs_flash reads from the image of a partition. Any bytes are an image:
 * what the library refuses, drops or hides is refused, dropped or hidden here too, and the view shows
 * as much of it as the library would. Bytes behind the last whole page do not count.
 *
 * Throws NvsError for an encryption key that cannot be one, and for an image that would show more than
 * a million values: made by hand, with hundreds of names for one namespace.
 */
export function decodeNvs(image: Uint8Array, options: MountNvsOptions = {}): NvsView {
  const { mount, namespaces, values, unreadable, unreachable } = readContents(image, options);
  return {
    mount,
    namespaces: namespaces.sort(),
    items: values
      .map(({ namespace, key, type, bytes }) => ({ namespace, key, type, bytes }))
      .sort(byName),
    unreadable: unreadable.sort(byName),
    unreachable: unreachable.sort((one, other) => one.nsIndex - other.nsIndex || byKey(one, other)),
  };
}

interface Named {
  namespace: string;
  key: string;
  type: string;
}

function byName(one: Named, other: Named): number {
  return compare(one.namespace, other.namespace) || byKey(one, other);
}

function byKey(one: Omit<Named, 'namespace'>, other: Omit<Named, 'namespace'>): number {
  return compare(one.key, other.key) || compare(one.type, other.type);
}

/** By bytes, not by the rules of a language. */
function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
