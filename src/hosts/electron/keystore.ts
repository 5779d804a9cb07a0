import { access } from 'node:fs/promises';
import { join } from 'node:path';

import { safeStorage } from 'electron';

import type { KeyProtection } from '../../records/key-protection.ts';
import { KEY_FILE } from '../compose.ts';

export interface DesktopKey {
  /** undefined: the key file. */
  keyProtection: KeyProtection | undefined;
  /** For people, where a better protection was to be had. */
  warning: string | undefined;
}

/**
 * The operating system's keystore, unless the records have a key file already (the command line made them) or there is
 * no keystore worth its name. Only once Electron is ready.
 */
export async function desktopKey(dataDir: string): Promise<DesktopKey> {
  if (await exists(join(dataDir, KEY_FILE)))
    return { keyProtection: undefined, warning: undefined };
  if (await hasKeystore()) return { keyProtection: keystore, warning: undefined };
  const warning =
    'This system offers no keystore. The secrets in the records are protected by a key file in the data folder instead.';
  return { keyProtection: undefined, warning };
}

const keystore: KeyProtection = {
  name: 'keystore',
  wrap: async (dataKey) => {
    const text = Buffer.from(dataKey).toString('base64');
    return (await safeStorage.encryptStringAsync(text)).toString('base64');
  },
  unwrap: async (wrapped) => {
    const { result } = await safeStorage.decryptStringAsync(Buffer.from(wrapped, 'base64'));
    return Buffer.from(result, 'base64');
  },
};

async function hasKeystore(): Promise<boolean> {
  // Without a keystore Chromium takes a password that stands in its source code, and says "available" all the same.
  const isPretence =
    process.platform === 'linux' &&
    ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend());
  return !isPretence && (await safeStorage.isAsyncEncryptionAvailable());
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
