import { lstat } from 'node:fs/promises';

import { ProvisioningError } from '../contract/provisioning-error.ts';
import { writePrivateFile } from './private-file.ts';
import { diskProblem, errorCode } from './record-failure.ts';

/**
 * Saves a text where a person wants it, for its owner alone to read. A file that is there already is replaced whole.
 * @throws ProvisioningError `file-unwritable`; then no file was made or changed.
 */
export async function savePrivateText(path: string, text: string): Promise<void> {
  try {
    await refuseAnythingButFiles(path);
    await writePrivateFile(path, text, 'replace');
  } catch (error) {
    if (error instanceof ProvisioningError) throw error;
    throw unwritable(path, diskProblem(error), error);
  }
}

/** A link could lead to where others read, and a device, pipe or socket would be replaced by a file. */
async function refuseAnythingButFiles(path: string): Promise<void> {
  try {
    const found = await lstat(path);
    if (found.isFile()) return;
    throw unwritable(
      path,
      `it is a ${found.isSymbolicLink() ? 'symbolic link' : 'folder or device'}`,
    );
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

export function unwritable(path: string, why: string, cause?: unknown): ProvisioningError {
  return new ProvisioningError('file-unwritable', `${path}: ${why}`, { cause });
}
