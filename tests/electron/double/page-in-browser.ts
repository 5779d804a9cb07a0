import { readFileSync } from 'node:fs';

import type { Browser, Page, Route } from '@playwright/test';

import type { RendererIpc } from './page-in-vm.ts';

/** An `app:` URL stands here as one of https, which a browser takes for as secure. */
const ORIGIN = 'https://provisioner.example';

/**
 * The same for a page in a real browser: the built renderer, under the policy that main sends with it, and the built
 * preload. That the preload lives in a world of its own is Electron's doing, and not in this model.
 */
export function pageInBrowser(browser: Browser, request: (url: string) => Promise<Response>) {
  return async (preload: string, ipc: RendererIpc, url: string): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
    page.setDefaultTimeout(120_000); // a slow machine, not a slow program
    await page.route('**/*', async (route: Route) => {
      const { pathname } = new URL(route.request().url());
      const answer = await request(`app://provisioner${pathname}`);
      await route.fulfill({
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: Buffer.from(await answer.arrayBuffer()),
      });
    });
    await page.exposeFunction('invokeMain', ipc.invoke);
    await page.addInitScript(`(() => {
      const listeners = {};
      window.hearMain = (channel, args) => {
        for (const listener of listeners[channel] ?? []) listener({}, ...args);
      };
      const ipcRenderer = {
        invoke: (channel, ...args) => window.invokeMain(channel, args),
        on: (channel, listener) => (listeners[channel] ??= new Set()).add(listener),
        off: (channel, listener) => listeners[channel]?.delete(listener),
      };
      const contextBridge = {
        exposeInMainWorld: (name, api) => Object.defineProperty(window, name, { value: api }),
      };
      const require = () => ({ contextBridge, ipcRenderer });
      ${readFileSync(preload, 'utf8')}
    })()`);
    ipc.onMessage((channel, args) => {
      const call = `window.hearMain(${JSON.stringify(channel)}, ${JSON.stringify(args)})`;
      page.evaluate(call).catch(() => undefined); // the page was closed meanwhile
    });
    await page.goto(url.replace('app://provisioner', ORIGIN));
    return page;
  };
}
