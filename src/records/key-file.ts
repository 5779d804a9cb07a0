import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';

import { seal, unseal } from './authenticated-encryption.ts';
import { DATA_KEY_CONTEXT, locked, type KeyProtection } from './key-protection.ts';
import { writePrivateFile } from './private-file.ts';
import { errorCode } from './record-failure.ts';

/**
 * A key in a file of its own, 64 hex digits, readable by its owner alone; made when the first record is. A file that
 * others may read is refused, not repaired: whoever could read it may have done so.
 */
export function keyFile(path: string): KeyProtection {
  return {
    name: 'key-file',
    wrap: async (dataKey) => {
      const key = (await readKey(path)) ?? (await createKey(path));
      return seal(key, dataKey, DATA_KEY_CONTEXT).toString('base64');
    },
    unwrap: async (wrapped) => {
      const key = await readKey(path);
      if (!key) throw locked(`the key file ${path} is missing`);
      try {
        return unseal(key, Buffer.from(wrapped, 'base64'), DATA_KEY_CONTEXT);
      } catch (error) {
        throw locked(`${path} is not the key file of these records`, error);
      }
    },
  };
}

/** The key, or undefined if there is no such file. */
async function readKey(path: string): Promise<Buffer | undefined> {
  try {
    await using file = await open(path, 'r');
    const { mode } = await file.stat();
    // Windows has no such modes; there the folder's access list protects the file.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      const octal = (mode & 0o777).toString(8);
      throw locked(
        `others may read the key file ${path} (mode ${octal}); if nobody did: chmod 600`,
      );
    }
    const text = await file.readFile('utf8');
    if (!/^[0-9a-f]{64}\n$/.test(text)) throw locked(`${path} is not a key file`);
    return Buffer.from(text.trim(), 'hex');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes a key; where another process was quicker, the key is the one that it made. */
async function createKey(path: string): Promise<Buffer> {
  try {
    await writePrivateFile(path, `${randomBytes(32).toString('hex')}\n`, 'create');
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  const key = await readKey(path);
  if (!key) throw locked(`the key file ${path} was removed`);
  return key;
}
