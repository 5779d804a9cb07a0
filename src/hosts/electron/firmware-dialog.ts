import { basename } from 'node:path';

import { dialog, type BrowserWindow } from 'electron';

import { ProvisioningError } from '../../contract/provisioning-error.ts';
import type { FirmwareSource } from '../../firmware/read-firmware.ts';
import { firmwareFile } from '../firmware-file.ts';
import type { ChooseFirmware } from '../window-files.ts';

/** A firmware is chosen in the system's Open dialog. The page learns what it is, never where it is. */
export function firmwareDialog(window: BrowserWindow): ChooseFirmware {
  let isOpen = false;
  return async (address, accept) => {
    if (isOpen) throw new ProvisioningError('bad-request', 'an Open dialog is open already');
    isOpen = true;
    try {
      const path = await ask(window);
      if (path === undefined) return { status: 'cancelled' };
      return { status: 'chosen', firmware: await accept(await read(path, address)) };
    } finally {
      isOpen = false;
    }
  };
}

async function ask(window: BrowserWindow): Promise<string | undefined> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    filters: [{ name: 'flasher_args.json, manifest.json, .bin', extensions: ['json', 'bin'] }],
    properties: ['openFile', 'dontAddToRecent'],
  });
  return canceled ? undefined : filePaths[0];
}

async function read(path: string, address: number | undefined): Promise<FirmwareSource> {
  try {
    return await firmwareFile(path, address);
  } catch (error) {
    throw new ProvisioningError('file-unreadable', basename(path), { cause: error });
  }
}
