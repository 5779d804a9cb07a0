import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { app, dialog } from 'electron';

import { toWireError } from '../../contract/provisioning-error.ts';
import { defaultDataFolder } from '../data-folder.ts';
import { registerAppScheme } from './app-protocol.ts';
import { hardenPages } from './harden.ts';
import { openDesk } from './open-desk.ts';

// Nothing here may wait for Electron to be ready: it is so only after this file has been evaluated.
app.enableSandbox();
registerAppScheme();
hardenPages();

const dataDir = app.commandLine.getSwitchValue('data-dir') || defaultDataFolder();
const chromiumFolder = join(dataDir, 'desktop');
mkdirSync(chromiumFolder, { recursive: true, mode: 0o700 });
app.setPath('userData', chromiumFolder); // it holds the lock for a single instance too

if (app.requestSingleInstanceLock()) {
  app
    .whenReady()
    .then(() => openDesk(dataDir, chromiumFolder))
    .catch(giveUp);
} else {
  app.quit(); // the first one comes to the front
}

function giveUp(thrown: unknown): void {
  const { title, hint, detail } = toWireError(thrown);
  dialog.showErrorBox(title, `${detail}\n\n${hint}`);
  app.exit(1);
}
