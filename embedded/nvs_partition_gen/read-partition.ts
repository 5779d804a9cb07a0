import { decodeNvs } from './decode-nvs.ts';
import { NvsError } from './nvs-error.ts';
import { isForeign } from './nvs-content.ts';
import type { NvsView } from './nvs-view.ts';
import { readContents } from './read-contents.ts';

/**
 * What firmware reads from a partition that it is expected to read; see decodeNvs. Throws NvsError
 * `image-not-mountable` where firmware could not, and `image-unintelligible` where it is no NVS partition, or entries were
 * written and not one of them can be read: that is what a partition with another key looks like, or one whose key was
 * not given. Firmware would erase what is no NVS partition and begin anew.
 */
export function readPartition(
  image: Uint8Array,
  { encryptionKey }: { encryptionKey?: Uint8Array | undefined } = {},
): NvsView {
  assertReadable(image, encryptionKey);
  return decodeNvs(image, { encryptionKey });
}

/** Throws as readPartition does. */
export function assertReadable(image: Uint8Array, encryptionKey: Uint8Array | undefined): void {
  if (isForeign(image)) {
    throw new NvsError('image-unintelligible', 'this is no NVS partition: not one page of it is');
  }
  const { mount, isUnintelligible } = readContents(image, { encryptionKey });
  if (mount !== 'ESP_OK') {
    throw new NvsError('image-not-mountable', `firmware cannot read this partition: ${mount}`);
  }
  if (isUnintelligible) {
    throw new NvsError(
      'image-unintelligible',
      encryptionKey === undefined
        ? 'not one entry can be read: it may be encrypted, and no key was given'
        : 'not one entry can be read with this encryption key',
    );
  }
}
