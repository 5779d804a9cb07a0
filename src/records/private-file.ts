import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, openSync } from 'node:fs';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

import { errorCode } from './record-failure.ts';

const OWNER_ONLY = 0o600;

/**
 * Writes a file that only its owner may read, whole or not at all, and on the disk when it returns: it goes to a
 * temporary file beside it (made with mode 0600, never wider), which then takes the name in one act. `create` leaves a
 * file that is there already alone and throws EEXIST; `replace` takes its place.
 */
export async function writePrivateFile(
  path: string,
  content: string | Uint8Array,
  mode: 'create' | 'replace',
): Promise<void> {
  const folder = dirname(resolve(path));
  const temporary = join(folder, `.${basename(path)}.${randomBytes(8).toString('hex')}.tmp`);
  try {
    await writeDurably(temporary, content);
    await (mode === 'create' ? link(temporary, path) : rename(temporary, path));
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(folder);
}

async function writeDurably(path: string, content: string | Uint8Array): Promise<void> {
  await using file = await open(path, 'wx', OWNER_ONLY);
  await file.writeFile(content);
  await file.sync();
}

/**
 * Makes the file if it is missing, and takes everybody else's rights to it away. A file that exists is not opened: when
 * a process closes a file, POSIX drops all locks that it has on it, those of an open database too (sqlite.org,
 * "How To Corrupt An SQLite Database File", 2.2). For the same reason nothing may come between open and close.
 */
export function ensurePrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', OWNER_ONLY));
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    chmodSync(path, OWNER_ONLY);
  }
}

/** Makes the folder for its owner alone, with the folders above it. One that is there already keeps its mode. */
export async function ensurePrivateFolder(path: string): Promise<void> {
  const folder = resolve(path);
  const firstMade = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (firstMade === undefined) return;
  for (let made = folder; made.length >= firstMade.length; made = dirname(made)) {
    await syncFolder(dirname(made));
  }
}

/** A new name is on the disk only after its folder is (fsync(2)). Windows has no such call. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using handle = await open(folder, 'r');
  await handle.sync();
}
