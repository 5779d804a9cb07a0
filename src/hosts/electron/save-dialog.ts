import { basename, extname } from 'node:path';

import { dialog, type BrowserWindow } from 'electron';

import { ProvisioningError } from '../../contract/provisioning-error.ts';
import { savePrivateText } from '../../records/save-private-text.ts';
import type { SaveFile } from '../window-files.ts';

const KINDS: Readonly<Record<string, string>> = {
  csv: 'Table (CSV)',
  json: 'JSON',
  jsonl: 'JSON lines',
  txt: 'Text',
};

/** Files leave by the system's Save dialog. The page learns the name of the file, never where it is. */
export function saveDialog(window: BrowserWindow): SaveFile {
  let isOpen = false;
  return async ({ name, text }) => {
    if (isOpen) throw new ProvisioningError('bad-request', 'a Save dialog is open already');
    isOpen = true;
    try {
      const path = await ask(window, name);
      if (path === undefined) return { status: 'cancelled' };
      await savePrivateText(path, await text());
      return { status: 'saved', name: basename(path) };
    } finally {
      isOpen = false;
    }
  };
}

async function ask(window: BrowserWindow, name: string): Promise<string | undefined> {
  const extension = extname(name).slice(1);
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: name,
    filters: [{ name: KINDS[extension] ?? extension, extensions: [extension] }],
    properties: ['createDirectory', 'showOverwriteConfirmation', 'dontAddToRecent'],
  });
  return canceled || filePath === '' ? undefined : filePath;
}
