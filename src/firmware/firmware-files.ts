import { posix } from 'node:path';

import { ProvisioningError } from '../contract/provisioning-error.ts';

/** The files beside the one that was chosen, each by its path from there. Rejects where there is no such file. */
export type ReadBeside = (path: string) => Promise<Uint8Array>;

/**
 * The file that `field` of a list names. A list names files of its own folder and of those inside it: it may come from
 * anywhere, and what it names is written into devices. Throws `firmware-invalid`.
 */
export async function readNamed(
  read: ReadBeside,
  { path, field }: { path: string; field: string },
): Promise<Uint8Array> {
  const normal = posix.normalize(path.replaceAll('\\', '/'));
  const leaves = normal === '..' || normal.startsWith('../') || posix.isAbsolute(normal);
  if (leaves || /^[a-z][a-z0-9+.-]*:/i.test(path)) {
    throw new ProvisioningError(
      'firmware-invalid',
      `${field}: "${path}" is not in the folder of the list`,
    );
  }
  try {
    return await read(normal);
  } catch (error) {
    throw new ProvisioningError('firmware-invalid', `${field}: "${path}" cannot be read`, {
      cause: error,
    });
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
