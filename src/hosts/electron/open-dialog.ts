import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';

import { dialog, type BrowserWindow } from 'electron';

import { ProvisioningError } from '../../contract/provisioning-error.ts';
import type { OpenFile } from '../window-files.ts';

const LARGEST_BYTES = 64_000; // a chain of certificates has some 5 KB

type Kind = Parameters<OpenFile>[0];

const KINDS: Readonly<Record<Kind, { name: string; extensions: string[] }>> = {
  certificate: { name: 'Certificates (PEM)', extensions: ['pem', 'crt', 'cer'] },
  profile: { name: 'Profiles (JSON)', extensions: ['json'] },
};

/** A file comes in by the system's Open dialog: the page says neither where it is nor what it is called. */
export function openDialog(window: BrowserWindow): OpenFile {
  let isOpen = false;
  return async (kind) => {
    if (isOpen) throw new ProvisioningError('bad-request', 'an Open dialog is open already');
    isOpen = true;
    try {
      const { canceled, filePaths } = await dialog.showOpenDialog(window, {
        filters: [KINDS[kind], { name: 'All files', extensions: ['*'] }],
        properties: ['openFile', 'dontAddToRecent'],
      });
      const [path] = filePaths;
      return canceled || path === undefined ? undefined : await read(path, kind);
    } finally {
      isOpen = false;
    }
  };
}

async function read(path: string, kind: Kind): Promise<{ name: string; text: string }> {
  const name = basename(path);
  try {
    const { size } = await stat(path);
    if (size <= LARGEST_BYTES) return { name, text: await readFile(path, 'utf8') };
  } catch (error) {
    throw new ProvisioningError('file-unreadable', name, { cause: error });
  }
  const code = kind === 'profile' ? 'profile-invalid' : 'ca-file-invalid';
  throw new ProvisioningError(code, 'it is far too large');
}
