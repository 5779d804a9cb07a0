import { ProvisioningError } from '../../../contract/provisioning-error.ts';
import { partitionKey } from '../../../provisioning/nvs/partition-key.ts';
import { NvsSnapshot } from '../../../provisioning/nvs/nvs-snapshot.ts';
import { assertSameBytes } from '../../../provisioning/steps/verify-nvs.ts';
import { writePrivateFile } from '../../../records/private-file.ts';
import { wrongUsage } from '../command-error.ts';
import { fileProblem } from '../file-problem.ts';
import { nvsKeys } from '../../nvs-keys.ts';
import { nvsTool } from '../../nvs-tool.ts';
import { LARGEST_IMAGE, readFileUpTo } from '../../read-file-up-to.ts';
import type { NvsSource } from './nvs-source.ts';

/** An image file. Writing puts the new image in its place, whole, and keeps the old one beside it as `.bak`. */
export async function openImage(
  flag: string,
  path: string,
  inputKey: Uint8Array | undefined,
): Promise<NvsSource> {
  const encryptionKey = inputKey && partitionKey(nvsKeys, inputKey);
  const image = await readImage(flag, path);
  const snapshot = new NvsSnapshot(nvsTool, image, encryptionKey);
  return {
    name: path,
    listing: () => Promise.resolve(snapshot.listing()),
    reveal: (name) => Promise.resolve(snapshot.reveal(name)),
    difference: (changes) => Promise.resolve(snapshot.edited(changes).difference),
    differenceTo: (bytes) => {
      const later = new NvsSnapshot(nvsTool, bytes, encryptionKey);
      const difference = snapshot.differenceTo(later);
      return Promise.resolve({ difference, reveal: (name) => Promise.resolve(later.reveal(name)) });
    },
    write: async (changes) => {
      const edited = snapshot.edited(changes).image;
      const kept = `${path}.bak`;
      await replaceFile(kept, image);
      await replaceFile(path, edited);
      assertSameBytes(edited, await readImage(flag, path), 0);
      return `The image as it was is ${kept}.`;
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Throws `file-unreadable`, with the flag. */
export async function readImage(flag: string, path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFileUpTo(path, LARGEST_IMAGE));
  } catch (error) {
    throw wrongUsage('file-unreadable', `${flag} ${path}: ${fileProblem(error)}`, { cause: error });
  }
}

/** For its owner only, because an image holds secrets. */
async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writePrivateFile(path, bytes, 'replace');
  } catch (error) {
    throw new ProvisioningError('file-unwritable', `${path}: ${fileProblem(error)}`, {
      cause: error,
    });
  }
}
