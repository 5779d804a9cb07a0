import { checkName } from './check-name.ts';
import { numberWords, stringBytes } from './entry-value.ts';
import { inPlace } from './in-place.ts';
import type { NvsEdit } from './nvs-edit.ts';
import type { NvsEntry, NvsValue } from './nvs-entry.ts';
import { NvsError } from './nvs-error.ts';
import type { NvsContents, NvsValueFound } from './read-contents.ts';
import { NUMBER_SIZE } from './stored-item.ts';

/** The contents as they shall be. Throws NvsError for a value that the library could not give back as it was set. */
export function applyEdits(found: NvsContents, edits: readonly NvsEdit[]): NvsContents {
  const namespaces = [...found.namespaces];
  let values = [...found.values];
  for (const [entry, edit] of edits.entries()) {
    const { namespace, key } = edit.action === 'set' ? edit.entry : edit;
    inPlace({ entry, namespace, key }, () => {
      const others = values.filter((value) => value.namespace !== namespace || value.key !== key);
      if (edit.action === 'remove') {
        if (others.length === values.length) {
          throw new NvsError('item-missing', `the namespace "${namespace}" holds no such key`);
        }
        values = others;
        return;
      }
      checkName(namespace, 'namespace');
      checkName(key, 'key');
      if (!namespaces.includes(namespace)) namespaces.push(namespace);
      values = [...others, valueOf(edit.entry, found.version)];
    });
  }
  return { ...found, namespaces, values, unreadable: [], unreachable: [] };
}

/** ESP-IDF, nvs_page.hpp: a string fills a page with its entry, and version 1 allowed 1984 bytes. */
const ONE_PIECE_MAX_BYTES = { 1: 1984, 2: 4000 } as const;

/** 127 chunks; more, and the library drops the blob when it mounts the partition. */
const BLOB_MAX_BYTES = 508_000;

function valueOf(entry: NvsEntry, version: 1 | 2): NvsValueFound {
  const { namespace, key, type } = entry;
  const isChunked = type === 'blob' && version === 2;
  const bytes = bytesOf(entry);
  const limit = isChunked ? BLOB_MAX_BYTES : ONE_PIECE_MAX_BYTES[version];
  if (bytes.length > limit) {
    throw new NvsError(
      'value-too-long',
      `the value takes ${bytes.length} bytes (a string with its NUL), and this partition holds at most ${limit}`,
    );
  }
  return { namespace, key, type, bytes, isChunked };
}

/** As `nvs_get_*` returns it. */
function bytesOf(entry: NvsValue): Uint8Array {
  if (entry.type === 'string') return stringBytes(entry.value);
  if (entry.type === 'blob') return new Uint8Array(entry.value);
  const data = new DataView(new ArrayBuffer(8));
  for (const [index, word] of numberWords(entry).entries()) data.setUint32(4 * index, word, true);
  return new Uint8Array(data.buffer, 0, NUMBER_SIZE[entry.type]);
}
