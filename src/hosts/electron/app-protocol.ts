import { protocol } from 'electron';

import type { Pages } from '../pages.ts';

const SCHEME = 'app';
const HOST = 'provisioner';

/** Where the renderer comes from: a scheme of our own, because `file:` can read the whole disk. */
export const APP_URL = `${SCHEME}://${HOST}/`;

export function isOurs(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed?.protocol === `${SCHEME}:` && parsed.host === HOST;
}

/** Makes it a scheme with an origin, like https. Electron wants to know before it is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Answers with the renderer's files, each with these headers, and with nothing else. */
export function serveApp(pages: Pages, headers: Readonly<Record<string, string>>): void {
  protocol.handle(SCHEME, async ({ url, method, headers: asked }) => {
    const page =
      isOurs(url) && method === 'GET'
        ? await pages(new URL(url), asked.get('accept') ?? undefined)
        : undefined;
    if (!page) return new Response(null, { status: 404, headers });
    return new Response(page.body, { headers: { ...headers, 'content-type': page.contentType } });
  });
}
