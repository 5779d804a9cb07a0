import { applyEdits } from './apply-edits.ts';
import { diffNvs, type NvsDifference } from './diff-nvs.ts';
import { encryptNvs } from './encryption.ts';
import type { NvsEdit } from './nvs-edit.ts';
import { NvsError } from './nvs-error.ts';
import type { NvsUnreachable, NvsUnreadable } from './nvs-view.ts';
import { assertReadable } from './read-partition.ts';
import { readContents, type NvsContents } from './read-contents.ts';
import { writeContents } from './write-contents.ts';

export interface EditNvsOptions {
  /** 64 bytes: AES-256-XTS data key, then tweak key. The new image is encrypted with it too. */
  encryptionKey?: Uint8Array | undefined;
}

export interface EditedNvs {
  /** As long as the image that was given; the same bytes where nothing differs. */
  image: Uint8Array;
  difference: NvsDifference;
  /** What firmware could not read before and is not in the new image. */
  dropped: { unreadable: NvsUnreadable[]; unreachable: NvsUnreachable[] };
}

/**
 * Changes values in the image of a partition, in the order of the edits, and leaves everything else that firmware reads
 * as it is: every namespace, also an empty one, every value with its type, bytes and, for a blob, its format. It is
 * read as the library reads it and written out afresh, so that nothing the library would drop or repair comes back;
 * at least one page stays free, as the library demands. The new image is read again and compared before it is returned.
 *
 * Throws NvsError, and has changed nothing: `image-not-mountable` where firmware could not read it either,
 * `image-unintelligible` where it is encrypted with another key or with one that was not given, `image-full`,
 * `value-*`, `name-*`, `string-*`, `item-missing` for a key to remove that is not there.
 */
export function editNvs(
  image: Uint8Array,
  edits: readonly NvsEdit[],
  { encryptionKey }: EditNvsOptions = {},
): EditedNvs {
  assertReadable(image, encryptionKey);
  const found = readContents(image, { encryptionKey });
  const wanted = applyEdits(found, edits);
  const difference = diffNvs(viewOf(found), viewOf(wanted));
  const { unreadable, unreachable } = found;
  if (isNothing(difference)) {
    const dropped = { unreadable: [], unreachable: [] };
    return { image: new Uint8Array(image), difference, dropped };
  }
  const plain = writeContents(wanted, image);
  const edited = encryptionKey === undefined ? plain : encryptNvs(plain, encryptionKey);
  assertHolds(edited, wanted, encryptionKey);
  return { image: edited, difference, dropped: { unreadable, unreachable } };
}

/** Whatever a fault in the code above makes of it, an image that does not hold what it should never leaves here. */
function assertHolds(
  image: Uint8Array,
  wanted: NvsContents,
  encryptionKey: Uint8Array | undefined,
): void {
  const { mount, ...written } = readContents(image, { encryptionKey });
  const isWhole = written.unreadable.length === 0 && written.unreachable.length === 0;
  const isSame = isNothing(diffNvs(viewOf(wanted), viewOf(written)));
  if (mount !== 'ESP_OK' || !isWhole || !isSame) {
    throw new NvsError('edit-went-wrong', 'the new image does not hold what it should');
  }
}

function viewOf({ namespaces, values }: Pick<NvsContents, 'namespaces' | 'values'>) {
  return { namespaces, items: values };
}

function isNothing({ namespacesAdded, namespacesRemoved, changes }: NvsDifference): boolean {
  return [namespacesAdded, namespacesRemoved, changes].every(({ length }) => length === 0);
}
