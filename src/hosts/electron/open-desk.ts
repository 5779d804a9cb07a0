import { join } from 'node:path';

import { app, dialog, session, type BrowserWindow } from 'electron';

import type { Publish } from '../../provisioning/publish.ts';
import { composeForWindow } from '../compose-for-window.ts';
import { developmentServer } from '../development-server.ts';
import { openJsonFile } from '../json-file.ts';
import { pagesInDevelopment, readPages } from '../pages.ts';
import { PortWatcher } from '../port-watcher.ts';
import { RunWatch } from '../run-watch.ts';
import { securityHeaders } from '../security-headers.ts';
import { APP_URL, serveApp } from './app-protocol.ts';
import { askBeforeClosing } from './ask-before-closing.ts';
import { firmwareDialog } from './firmware-dialog.ts';
import { followRuns } from './follow-runs.ts';
import { hardenSession } from './harden.ts';
import { serveIpc } from './ipc.ts';
import { desktopKey } from './keystore.ts';
import { setMenu } from './menu.ts';
import { openDialog } from './open-dialog.ts';
import { reopenBrokenPage } from './reopen-broken-page.ts';
import { saveDialog } from './save-dialog.ts';
import { watchWindow, WindowState } from './window-state.ts';
import { createWindow } from './window.ts';

/** Opens the window with everything behind it. Throws `record-failed` if the data folder cannot be used. */
export async function openDesk(dataDir: string, stateFolder: string): Promise<void> {
  const development = app.isPackaged ? undefined : developmentServer();
  hardenSession(session.defaultSession, development);
  const pages = development
    ? pagesInDevelopment(development)
    : await readPages(join(import.meta.dirname, '../renderer'));
  serveApp(pages, securityHeaders(development));

  const state = await openJsonFile(join(stateFolder, 'window.json'), WindowState);
  const window = createWindow(state.value);
  const lastState = watchWindow(window);
  const follow = followRuns(window);
  const runs = new RunWatch(() => follow(runs));
  const publish: Publish = (channel, event) => {
    runs.hear(channel, event);
    if (!window.isDestroyed()) window.webContents.send(channel, event);
  };
  const { keyProtection, warning } = await desktopKey(dataDir);
  const provisioner = await composeForWindow({ dataDir, keyProtection }, publish, {
    saveFile: saveDialog(window),
    openFile: openDialog(window),
    chooseFirmware: firmwareDialog(window),
  });
  const ports = new PortWatcher(provisioner.dispatch, (found) => publish('prov:ports', found));

  const dispatch = runs.watching(provisioner.dispatch);
  serveIpc({ page: window.webContents, dispatch, onRefused: warn });
  setMenu(window, development !== undefined);
  askBeforeClosing(window, runs);
  reopenBrokenPage(window);
  app.on('second-instance', () => bringToFront(window));
  app.on('window-all-closed', () => app.quit());
  endWith(async () => {
    ports.stop();
    await provisioner[Symbol.asyncDispose]();
    await state.save(lastState() ?? state.value);
  });

  await window.loadURL(APP_URL);
  ports.start();
  tell(window, [...provisioner.warnings, ...(warning === undefined ? [] : [warning])]);
}

/** Runs are cancelled and ports are free before the program is gone. It may be told to quit more than once meanwhile. */
function endWith(work: () => Promise<void>): void {
  let state: 'open' | 'ending' | 'ended' = 'open';
  app.on('will-quit', (event) => {
    if (state === 'ended') return;
    event.preventDefault();
    if (state === 'ending') return;
    state = 'ending';
    void work()
      .catch((error: unknown) => warn(String(error)))
      .finally(() => {
        state = 'ended';
        app.quit();
      });
  });
}

function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.focus();
}

function warn(text: string): void {
  process.stderr.write(`${text}\n`);
}

function tell(window: BrowserWindow, warnings: readonly string[]): void {
  if (warnings.length === 0) return;
  const detail = warnings.join('\n\n');
  void dialog.showMessageBox(window, { type: 'warning', message: 'Please note', detail });
}
