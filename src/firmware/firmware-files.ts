import { posix } from 'node:path';

import { ProvisioningError } from '../contract/provisioning-error.ts';

/** The files beside the one that was chosen, each by its path from there. Rejects where there is no such file. */
export type ReadBeside = (path: string) => Promise<Uint8Array>;

/** A file that a list names, and in which field. */
export interface NamedFile {
  path: string;
  field: string;
}

/**
 * Its path from the folder of the list. A list names files of its own folder and of those inside it: it may come from
 * anywhere, and what it names is written into devices. Throws `firmware-invalid` for any other.
 */
export function pathInFolder({ path, field }: NamedFile): string {
  const normal = posix.normalize(path.replaceAll('\\', '/'));
  const leaves = normal === '..' || normal.startsWith('../') || posix.isAbsolute(normal);
  if (leaves || /^[a-z][a-z0-9+.-]*:/i.test(path)) {
    throw new ProvisioningError(
      'firmware-invalid',
      `${field}: "${path}" is not in the folder of the list`,
    );
  }
  return normal;
}

/** Throws `firmware-invalid`, also for a file that is not there. */
export async function readNamed(read: ReadBeside, file: NamedFile): Promise<Uint8Array> {
  const path = pathInFolder(file);
  try {
    return await read(path);
  } catch (error) {
    throw new ProvisioningError(
      'firmware-invalid',
      `${file.field}: "${file.path}" cannot be read`,
      { cause: error },
    );
  }
}

/** Throws `firmware-invalid` for text that is no JSON. */
export function parseList(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ProvisioningError('firmware-invalid', `${name} is no JSON`, { cause: error });
  }
}
