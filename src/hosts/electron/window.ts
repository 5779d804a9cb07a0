import { join } from 'node:path';

import { BrowserWindow, nativeTheme } from 'electron';

import { boundsOf, type WindowState } from './window-state.ts';

/** The renderer's `canvas`, so that the window does not flash before its page is painted. */
const CANVAS = { light: '#f2f3f4', dark: '#0f1214' };

/** The window, hidden until its page is painted: a page in a sandbox, in a world of its own, with our preload. */
export function createWindow(state: WindowState): BrowserWindow {
  const window = new BrowserWindow({
    ...boundsOf(state),
    minWidth: 640,
    minHeight: 430,
    show: false,
    title: 'ESP32 Provisioner',
    backgroundColor: nativeTheme.shouldUseDarkColors ? CANVAS.dark : CANVAS.light,
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/preload.cjs'),
      // All of these are Electron's defaults. They stand here so that nobody changes one by accident.
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      // And these are not: no dictionary is loaded, no file that is dropped on the page replaces it.
      spellcheck: false,
      navigateOnDragDrop: false,
    },
  });
  if (state.isMaximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  return window;
}
