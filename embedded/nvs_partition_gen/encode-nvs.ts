import { checkName } from './check-name.ts';
import { encryptNvs } from './encryption.ts';
import type { NvsEntry, NvsNamespace } from './nvs-entry.ts';
import { NvsError } from './nvs-error.ts';
import { NAMESPACE_INDEX, NAMESPACES_MAX } from './nvs-format.ts';
import { PageWriter } from './page-writer.ts';
import { writeItem } from './write-item.ts';

export interface EncodeNvsOptions {
  /** Size of the partition in bytes: a multiple of 4096, from 0x1000. Under 0x3000 it is read-only. */
  size: number;
  /** 2, the default, splits blobs over pages; 1 is the older format, without. */
  version?: 1 | 2 | undefined;
  /** 64 bytes: AES-256-XTS data key, then tweak key. Without it the image is plain. */
  encryptionKey?: Uint8Array | undefined;
}

/**
 * The image of an NVS partition, byte for byte what Espressif's esp-idf-nvs-partition-gen 0.2.0
 * makes of the same entries in the same order: a namespace is written where it is first named. The
 * image has `size` bytes, or only those of the used pages where `size` is under 0x3000.
 *
 * Throws NvsError, with the position of the refused entry, for whatever the library could not read
 * back as it was given.
 */
export function encodeNvs(
  entries: readonly (NvsEntry | NvsNamespace)[],
  { size, version = 2, encryptionKey }: EncodeNvsOptions,
): Uint8Array {
  const pages = new PageWriter(size, version);
  const namespaces: Namespaces = new Map();
  for (const [index, entry] of entries.entries()) {
    try {
      addEntry(pages, namespaces, entry);
    } catch (error) {
      if (!(error instanceof NvsError)) throw error;
      const key = entry.type === 'namespace' ? entry.namespace : entry.key;
      throw error.at({ entry: index, namespace: entry.namespace, key });
    }
  }
  const image = pages.finish();
  return encryptionKey === undefined ? image : encryptNvs(image, encryptionKey);
}

type Namespaces = Map<string, { index: number; keys: Set<string> }>;

function addEntry(pages: PageWriter, namespaces: Namespaces, entry: NvsEntry | NvsNamespace): void {
  const name = entry.namespace;
  const namespace = namespaces.get(name) ?? defineNamespace(pages, namespaces, name);
  if (entry.type === 'namespace') return;
  checkName(entry.key, 'key');
  if (namespace.keys.has(entry.key)) {
    throw new NvsError('key-duplicate', `the namespace "${name}" holds this key already`);
  }
  namespace.keys.add(entry.key);
  writeItem(pages, namespace.index, entry);
}

function defineNamespace(pages: PageWriter, namespaces: Namespaces, name: string) {
  checkName(name, 'namespace');
  const namespace = { index: namespaces.size + 1, keys: new Set<string>() };
  if (namespace.index > NAMESPACES_MAX) {
    throw new NvsError(
      'namespaces-too-many',
      `an image holds at most ${NAMESPACES_MAX} namespaces`,
      { key: name },
    );
  }
  writeItem(pages, NAMESPACE_INDEX, { key: name, type: 'u8', value: namespace.index });
  namespaces.set(name, namespace);
  return namespace;
}
