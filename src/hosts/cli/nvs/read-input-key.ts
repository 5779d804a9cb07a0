import { readImage } from './image-source.ts';
import { readEncryptionKey } from './read-encryption-key.ts';

const FLAG = '--inputkey';

/** The key that `--inputkey` names; undefined where it is left out. */
export async function readInputKey(path: string | undefined): Promise<Uint8Array | undefined> {
  return path === undefined
    ? undefined
    : readEncryptionKey(FLAG, path, await readImage(FLAG, path));
}
