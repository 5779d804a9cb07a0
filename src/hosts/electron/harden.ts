import { app, type Session, type WebContents } from 'electron';

import { isOurs } from './app-protocol.ts';

/** Copy. Chromium asks for everything else that a page may want, and is told no. */
const ALLOWED = 'clipboard-sanitized-write';

/** Takes from every page, now and later, the ways out of the window: other addresses, other windows, guests. */
export function hardenPages(): void {
  app.on('web-contents-created', (_event, contents) => hardenPage(contents));
}

function hardenPage(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/**
 * Takes from the pages' session whatever the renderer has no use for: permissions, devices, downloads, a spelling checker
 * that loads its dictionaries from the network, and every request that is not for our own files. `development` is
 * Vite's server.
 */
export function hardenSession(session: Session, development?: URL): void {
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
    answer(permission === ALLOWED && isOurs(requestingUrl)),
  );
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === ALLOWED && isOurs(origin),
  );
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest(({ url }, answer) =>
    answer({ cancel: !isOurs(url) && !isDevelopment(url, development) }),
  );
}

function isDevelopment(url: string, development: URL | undefined): boolean {
  if (!development) return false;
  const { protocol, host } = new URL(url);
  return protocol === 'devtools:' || (protocol === 'ws:' && host === development.host);
}
