import { randomUUID } from 'node:crypto';

import type { SaveFile } from '../window-files.ts';

export interface Download {
  name: string;
  text: string;
}

const KEPT_MS = 60_000; // a browser fetches a download at once

/** Files that are offered to the browser, each for one fetch, so that their content never passes through the page. */
export class Downloads implements Disposable {
  readonly #offered = new Map<string, { file: Download; expiry: NodeJS.Timeout }>();

  readonly offer: SaveFile = async ({ name, text }) => {
    const file = { name, text: await text() }; // now, because the page can still show what is wrong with it
    const url = `/download/${randomUUID()}`;
    const expiry = setTimeout(() => this.#offered.delete(url), KEPT_MS);
    this.#offered.set(url, { file, expiry });
    return { status: 'download', url };
  };

  /** Answers once. */
  take(pathname: string): Download | undefined {
    const offered = this.#offered.get(pathname);
    this.#offered.delete(pathname);
    clearTimeout(offered?.expiry);
    return offered?.file;
  }

  [Symbol.dispose](): void {
    for (const { expiry } of this.#offered.values()) clearTimeout(expiry);
  }
}
