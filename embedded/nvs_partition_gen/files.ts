import { randomBytes } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { NvsError } from './nvs-error.ts';

const LARGEST = 0x800_0000; // no flash of an ESP32 is larger
const CHUNK = 0x10_0000;

/** Throws NvsError where the file cannot be read; `what` is how the message names it. */
export function readInputFile(path: string, what: string): Uint8Array {
  try {
    return readUpTo(path);
  } catch (cause) {
    throw new NvsError('file-unreadable', `${what} ${reasonOf(cause)}`, {}, { cause });
  }
}

/** A device file such as /dev/zero has no end. */
function readUpTo(path: string): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const chunks: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const chunk = new Uint8Array(CHUNK);
      const bytes = readSync(file, chunk);
      if (bytes === 0) return Buffer.concat(chunks);
      length += bytes;
      if (length > LARGEST) throw Object.assign(new Error(), { code: 'EFBIG' });
      chunks.push(chunk.subarray(0, bytes));
    }
  } finally {
    closeSync(file);
  }
}

/**
 * Writes a file that is there whole or not at all, for its owner only: images and keys hold secrets.
 * Folders on the way are made. Throws NvsError where it cannot; a file of that name is then untouched.
 */
export function writeOutputFile(path: string, bytes: Uint8Array): void {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, bytes, { flag: 'wx', mode: 0o600, flush: true });
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw new NvsError('file-unwritable', `${path} ${reasonOf(cause)}`, {}, { cause });
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return REASONS.get(code) ?? `cannot be read or written (${code})`;
}

const REASONS = new Map([
  ['ENOENT', 'does not exist'],
  ['EACCES', 'is protected against this user'],
  ['EPERM', 'is protected against this user'],
  ['EISDIR', 'is a folder'],
  ['ENOTDIR', 'lies in something that is not a folder'],
  ['EEXIST', 'lies in something that is not a folder'],
  ['EFBIG', 'is larger than any flash'],
  ['ENOSPC', 'does not fit: the disk is full'],
]);
