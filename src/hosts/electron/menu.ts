import { Menu, type BrowserWindow, type MenuItemConstructorOptions } from 'electron';

const isMac = process.platform === 'darwin';

/**
 * The native menu. The main act has one place, on the page, and is not repeated here. `isDevelopment` adds what who works
 * on the page needs.
 */
export function setMenu(window: BrowserWindow, isDevelopment: boolean): void {
  const pages = pageItems(window);
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(isMac ? [{ role: 'appMenu' as const }] : []),
      {
        label: '&File',
        submenu: [
          pages('Save Credentials…', 'Control+S'),
          { type: 'separator' },
          { role: isMac ? 'close' : 'quit' },
        ],
      },
      {
        label: '&Edit',
        submenu: [
          ...(['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll'] as const).map((role) => ({
            role,
          })),
          { type: 'separator' },
          pages('Copy UUID', 'Control+Shift+C'),
          pages('Search in History', 'Control+F'),
        ],
      },
      {
        label: '&View',
        submenu: [
          pages('Workbench', 'Control+1'),
          pages('History', 'Control+3'),
          pages('NVS', 'Control+4'),
          pages('Profiles', 'Control+5'),
          pages('Log', 'Control+L'),
          pages('Look for Ports Again', 'F5'),
          { type: 'separator' },
          ...(['resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen'] as const).map((role) => ({
            role,
          })),
          ...(isDevelopment
            ? [{ type: 'separator' as const }, { role: 'toggleDevTools' as const }]
            : []),
        ],
      },
      { role: 'help', submenu: [{ role: 'about' }] },
    ]),
  );
}

/**
 * Items that stand for a key of the page: choosing one presses that key, so that the page's own rules decide what comes
 * of it (a dialog is open, nothing is there to save). The key itself goes to the page in any case.
 */
function pageItems(window: BrowserWindow) {
  return (label: string, keys: string): MenuItemConstructorOptions => ({
    label,
    accelerator: keys.replace('Control', 'CommandOrControl'),
    registerAccelerator: false,
    click: () => press(window, keys),
  });
}

/** `Control+Shift+C`, as the page writes it in aria-keyshortcuts. */
function press({ webContents }: BrowserWindow, keys: string): void {
  const keyCode = keys.split('+').at(-1) ?? '';
  const modifiers = MODIFIERS.filter((modifier) => keys.toLowerCase().includes(`${modifier}+`));
  for (const type of ['keyDown', 'keyUp'] as const) {
    webContents.sendInputEvent({ type, keyCode, modifiers: [...modifiers] });
  }
}

const MODIFIERS = ['control', 'shift'] as const;
