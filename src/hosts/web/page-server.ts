import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';

import type { Pages } from '../pages.ts';
import type { Download, Downloads } from './downloads.ts';
import {
  cookieOf,
  NOT_ADMITTED,
  refusalOf,
  refusalOfUpgrade,
  type Refusal,
} from './request-guard.ts';
import type { Session } from './session.ts';
import type { Uploads } from './uploads.ts';

export interface PageServerTools {
  /** As a browser names it: `127.0.0.1:40123`. */
  ownHost: string;
  cookieName: string;
  session: Session;
  pages: Pages;
  downloads: Downloads;
  uploads: Uploads;
  /** On every answer. */
  headers: Readonly<Record<string, string>>;
}

/** Answers the browser that holds the session with the renderer's files and with downloads, and refuses all else. */
export function pageServer(tools: PageServerTools) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, tools)
      .catch(() => words(BROKEN))
      .then(({ status, headers, body }) => {
        response.writeHead(status, { ...tools.headers, ...headers }).end(body);
      })
      .catch(() => response.destroy());
  };
}

interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string | Uint8Array;
}

async function answer(request: IncomingMessage, tools: PageServerTools): Promise<Answer> {
  const { ownHost, cookieName, session, pages, downloads } = tools;
  const url = URL.parse(request.url ?? '/', `http://${ownHost}`);
  if (request.method === 'POST' && url?.pathname.startsWith('/upload/')) {
    return answerUpload(url.pathname, request, tools);
  }
  const refusal = refusalOf(request, ownHost) ?? refusalOfMethod(request);
  if (refusal) return words(refusal);
  if (!url) return words(NOT_FOUND);
  const isAdmitted = session.admits(cookieOf(request, cookieName));
  const token = url.pathname === '/' ? url.searchParams.get('token') : null;
  if (token !== null) return isAdmitted ? redirect({}) : letIn(request, token, tools);
  if (!isAdmitted) return words(NOT_ADMITTED);
  const download = request.method === 'GET' ? downloads.take(url.pathname) : undefined;
  if (download) return attachment(download);
  const page = await pages(url, request.headers.accept);
  if (!page) return words(NOT_FOUND);
  return { status: 200, headers: { 'content-type': page.contentType }, body: page.body };
}

/** Only the page of this program may send files, and only through a door that was opened for it. */
async function answerUpload(
  pathname: string,
  request: IncomingMessage,
  { ownHost, cookieName, session, uploads }: PageServerTools,
): Promise<Answer> {
  const refusal = refusalOfUpgrade(request, ownHost);
  if (refusal) return words(refusal);
  if (!session.admits(cookieOf(request, cookieName))) return words(NOT_ADMITTED);
  const reply = await uploads.take(pathname, request);
  return reply ? json(reply) : words(NOT_FOUND);
}

/** Takes the token of the printed link for a cookie. A HEAD request, as previews of links send it, takes nothing. */
function letIn(
  { method, headers }: IncomingMessage,
  token: string,
  { session, cookieName }: PageServerTools,
): Answer {
  const value = method === 'GET' ? session.redeem(token) : undefined;
  if (value === undefined) return words(LINK_USED);
  const cookie = {
    'set-cookie': `${cookieName}=${value}; Path=/; HttpOnly; SameSite=Strict`,
  };
  const from = headers['sec-fetch-site'] ?? 'none';
  if (from === 'none' || from === 'same-origin') return redirect(cookie);
  // The link was on another site's page: a redirect would be that site's doing still, and a SameSite=Strict cookie does
  // not go with it. What a page of our own does next is ours.
  const page = words({ status: 200, title: 'ESP32 Provisioner', text: 'One moment …' });
  return { ...page, headers: { ...page.headers, ...cookie, refresh: '0; url=/' } };
}

function redirect(headers: Readonly<Record<string, string>>): Answer {
  return { status: 303, headers: { ...headers, location: '/' }, body: '' };
}

function json(reply: object): Answer {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return { status: 200, headers, body: JSON.stringify(reply) };
}

const DOWNLOAD_TYPES: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.jsonl': 'application/jsonl',
  '.csv': 'text/csv',
};

function attachment({ name, text }: Download): Answer {
  const type = DOWNLOAD_TYPES[extname(name)] ?? 'text/plain';
  const headers = {
    'content-type': `${type}; charset=utf-8`,
    'content-disposition': `attachment; filename="${name}"`,
  };
  return { status: 200, headers, body: text };
}

const LINK_USED: Refusal = {
  status: 403,
  title: 'This link has been used',
  text: 'It opens the program once. When the window that used it has been closed for a while, the terminal prints a new one.',
};

const NOT_FOUND: Refusal = {
  status: 404,
  title: 'There is nothing here',
  text: 'The program itself is at /.',
};

const BROKEN: Refusal = {
  status: 500,
  title: 'Something broke inside the program',
  text: 'Load the page again.',
};

function refusalOfMethod({ method }: IncomingMessage): Refusal | undefined {
  if (method === 'GET' || method === 'HEAD') return undefined;
  return { status: 405, title: 'Only GET and HEAD are answered', text: 'Nothing was done.' };
}

/** A page of few words. They are our own: nothing of the request is in it. */
function words({ status, title, text }: Refusal): Answer {
  const body = `<!doctype html>
<html lang="en">
  <head>
    <meta name="color-scheme" content="light dark">
    <title>${title}</title>
  </head>
  <body>
    <h1>${title}</h1>
    <p>${text}</p>
  </body>
</html>
`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}
