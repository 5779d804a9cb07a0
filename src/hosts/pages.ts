import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** A file of the renderer, as it is served. */
export interface Page {
  body: Uint8Array<ArrayBuffer>;
  contentType: string;
}

/** The file at a URL's path; undefined if there is none. `accept` is the header with which it was asked for. */
export type Pages = (url: URL, accept?: string) => Promise<Page | undefined>;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/**
 * The files of the built renderer, read once. What is served is found by its name in this list and in no other way, so
 * no path leads out of the folder. Throws if the folder cannot be read.
 */
export async function readPages(folder: string): Promise<Pages> {
  const files = new Map(await readFiles(folder, '/'));
  return ({ pathname }) => Promise.resolve(files.get(pathname === '/' ? '/index.html' : pathname));
}

async function readFiles(folder: string, prefix: string): Promise<[string, Page][]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries.map(async (entry): Promise<[string, Page][]> => {
    const path = join(folder, entry.name);
    const name = `${prefix}${entry.name}`;
    if (entry.isDirectory()) return await readFiles(path, `${name}/`);
    const contentType = CONTENT_TYPES[extname(name)];
    if (!entry.isFile() || contentType === undefined) return [];
    return [[name, { body: new Uint8Array(await readFile(path)), contentType }]];
  });
  return (await Promise.all(found)).flat();
}

/** The same from Vite's server, for who works on the renderer. */
export function pagesInDevelopment(server: URL): Pages {
  return async ({ pathname, search }, accept = '*/*') => {
    const address = new URL(server);
    Object.assign(address, { pathname, search });
    const response = await fetch(address, { headers: { accept } }); // it tells a stylesheet from a script that is one
    if (!response.ok) return undefined;
    return {
      body: new Uint8Array(await response.arrayBuffer()),
      contentType: response.headers.get('content-type') ?? 'application/octet-stream',
    };
  };
}
