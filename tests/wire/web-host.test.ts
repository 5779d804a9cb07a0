import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';

import { Settings } from '../../src/contract/channels.ts';
import { CLOSE_SECOND_PAGE } from '../../src/contract/close-code.ts';
import { cookieOf, startWebHostBench, type WebHostBench } from './web-host-bench.ts';

/** The status with which a connection is refused, or the code with which it is closed again. */
async function endOf(socket: WebSocket): Promise<number> {
  return await new Promise((resolve, reject) => {
    socket.on('unexpected-response', (_request, { statusCode = 0 }) => resolve(statusCode));
    socket.on('close', (code) => resolve(code));
    socket.on('error', reject);
  });
}

describe('who is let in', () => {
  test('a browser that opens the link gets a cookie that no script can read, and a clean address', async () => {
    const host = await startWebHostBench();
    const { status, headers } = await host.get(`/?token=${host.token()}`);
    expect(status).toBe(303);
    expect(headers.location).toBe('/');
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(
        /^esp32-provisioner-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
      ),
    ]);
    const page = await host.get('/', { cookie: cookieOf({ status, headers, body: '' }) });
    expect(page).toMatchObject({ status: 200, body: '<title>The page</title>' });
  });

  test('a link on another site works too, though a strict cookie does not go with its redirect', async () => {
    const host = await startWebHostBench();
    const answer = await host.get(`/?token=${host.token()}`, { 'sec-fetch-site': 'cross-site' });
    expect(answer).toMatchObject({ status: 200, headers: { refresh: '0; url=/' } });
    expect((await host.get('/', { cookie: cookieOf(answer) })).status).toBe(200);
  });

  test('without the link nothing is answered', async () => {
    const host = await startWebHostBench();
    for (const path of ['/', '/script.js', '/download/x']) {
      expect(await host.get(path)).toMatchObject({
        status: 401,
        body: expect.stringContaining('Open the link from the terminal') as string,
      });
    }
    expect(await endOf(host.open(''))).toBe(401);
    expect(await endOf(host.open(`esp32-provisioner-${host.host.split(':')[1]}=x`))).toBe(401);
  });

  test('a wrong token is refused, and a used one', async () => {
    const host = await startWebHostBench();
    const wrong = host.token().replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    expect((await host.get(`/?token=${wrong}`)).status).toBe(403);
    await host.signIn();
    expect(await host.get(`/?token=${host.token()}`)).toMatchObject({
      status: 403,
      body: expect.stringContaining('This link has been used') as string,
    });
  });

  test('a preview of the link does not use it up', async () => {
    const host = await startWebHostBench();
    expect((await host.get(`/?token=${host.token()}`, {}, 'HEAD')).status).toBe(403);
    expect(await host.signIn()).not.toBe('');
  });

  test('who is in already may click the link again', async () => {
    const host = await startWebHostBench();
    const cookie = await host.signIn();
    expect((await host.get(`/?token=${host.token()}`, { cookie })).status).toBe(303);
  });
});

describe('where a request comes from', () => {
  test('a foreign Host is refused: a name that was made to point here is not ours', async () => {
    const host = await startWebHostBench();
    const cookie = await host.signIn();
    const port = host.host.split(':')[1];
    for (const foreign of [
      'evil.example',
      `evil.example:${port}`,
      `localhost:${port}`,
      '127.0.0.1',
    ]) {
      expect((await host.get('/', { cookie, host: foreign })).status).toBe(421);
      expect(await endOf(host.open(cookie, { host: foreign }))).toBe(421);
    }
  });

  test('a foreign Origin is refused: another page in the same browser is not ours', async () => {
    const host = await startWebHostBench();
    const cookie = await host.signIn();
    const foreigners = ['http://evil.example', 'null', 'http://127.0.0.1', `https://${host.host}`];
    for (const origin of foreigners) {
      expect((await host.get('/', { cookie, origin })).status).toBe(403);
      expect(await endOf(host.open(cookie, { origin }))).toBe(403);
    }
    expect((await host.get('/', { cookie, origin: host.origin })).status).toBe(200);
  });

  test('a connection that does not say where it comes from is refused', async () => {
    const host = await startWebHostBench();
    const cookie = await host.signIn();
    const raw = connect(Number(host.host.split(':')[1]), '127.0.0.1');
    raw.write(
      `GET /host HTTP/1.1\r\nHost: ${host.host}\r\nCookie: ${cookie}\r\nConnection: Upgrade\r\n` +
        'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    const [answer] = (await once(raw, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 403 /);
  });

  test('a connection to another path is refused', async () => {
    const host = await startWebHostBench();
    const cookie = await host.signIn();
    const { WebSocket } = await import('ws');
    const elsewhere = new WebSocket(`ws://${host.host}/other`, {
      headers: { cookie, origin: host.origin },
    });
    expect(await endOf(elsewhere)).toBe(401);
  });
});

describe('one page at a time', () => {
  test('a second one is told so, and the first goes on', async () => {
    const host = await startWebHostBench();
    const cookie = await host.signIn();
    const first = await host.connect(cookie);
    expect(await endOf(host.open(cookie))).toBe(CLOSE_SECOND_PAGE);
    expect(await first.invoke('prov:list-profiles', {})).toMatchObject({ ok: true });
  });

  test('a page that is loaded again connects while its old connection still closes', async () => {
    const host = await startWebHostBench();
    const cookie = await host.signIn();
    const first = await host.connect(cookie);
    const opening = host.connect(cookie);
    first.socket.close();
    expect(await (await opening).invoke('prov:list-profiles', {})).toMatchObject({ ok: true });
  });

  test('when the page is gone, a new link lets the next browser in and shuts the first one out', async () => {
    const host = await startWebHostBench({ awayMs: 10 });
    const cookie = await host.signIn();
    const used = host.token();
    const page = await host.connect(cookie);
    const announced = host.nextLink();
    page.socket.close();
    await announced;
    expect(host.token()).not.toBe(used);
    expect((await host.get('/', { cookie })).status).toBe(200);
    const next = await host.signIn();
    expect((await host.get('/', { cookie: next })).status).toBe(200);
    expect((await host.get('/', { cookie })).status).toBe(401);
  });

  test('a browser that took the link and never came does not keep the others out', async () => {
    const host = await startWebHostBench({ awayMs: 10 });
    const announced = host.nextLink();
    await host.signIn();
    await announced;
    expect(await host.signIn()).not.toBe('');
  });

  test('while the page is there no link works, not even one that was announced', async () => {
    const host = await startWebHostBench({ awayMs: 10 });
    const announced = host.nextLink();
    const cookie = await host.signIn();
    await announced;
    await host.connect(cookie);
    expect((await host.get(`/?token=${host.token()}`)).status).toBe(403);
  });
});

describe('what is served', () => {
  test('every answer forbids foreign scripts, frames and caches', async () => {
    const host = await startWebHostBench();
    const refused = await host.get('/');
    const cookie = await host.signIn();
    for (const { headers } of [
      refused,
      await host.get('/', { cookie }),
      await host.get('/x', { cookie }),
    ]) {
      expect(headers['content-security-policy']).toContain(
        "default-src 'none'; script-src 'self';",
      );
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  test('scripts come as scripts, and a file that is no page does not come at all', async () => {
    const host = await startWebHostBench();
    const cookie = await host.signIn();
    const { headers } = await host.get('/script.js', { cookie });
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect((await host.get('/secret.key', { cookie })).status).toBe(404);
  });

  test('no path leads out of the folder', async () => {
    const host = await startWebHostBench();
    const cookie = await host.signIn();
    const up = [
      '..',
      '%2e%2e',
      '.%2e',
      '..%2f..',
      '..%5c',
      '..\\',
      '....//',
      '%252e%252e',
      '..%00',
    ];
    const paths = [
      ...up.map((step) => `/${step}/${step}/${step}/etc/passwd`),
      ...['//etc/passwd', '/.', '//', '/etc/passwd', 'http://evil.example/etc/passwd'],
      ...['file:///etc/passwd', '/C:/Windows/win.ini', '//server/share/x', '/script.js/../../x'],
    ];
    for (const path of paths) {
      const { status, body } = await host.get(path, { cookie });
      // The URL standard makes / of some of them: that is the page itself.
      expect([path, status === 404 || body === '<title>The page</title>']).toEqual([path, true]);
    }
  });

  test('only reading is answered', async () => {
    const host = await startWebHostBench();
    const cookie = await host.signIn();
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect((await host.get('/', { cookie }, method)).status).toBe(405);
    }
  });
});

describe('what a page may say', () => {
  async function connected(): Promise<WebHostBench & { socket: WebSocket }> {
    const host = await startWebHostBench();
    const { socket } = await host.connect(await host.signIn());
    return { ...host, socket };
  }

  test.each([
    ['no JSON', '{'],
    ['no request', '{"id":1}'],
    ['more than a request', '{"id":1,"channel":"prov:list-ports","payload":{},"path":"/etc"}'],
    ['a list', '[]'],
    ['an id that is no number', '{"id":"1","channel":"prov:list-ports","payload":{}}'],
  ])('%s ends the connection, loudly', async (_what, message) => {
    const { socket, warnings } = await connected();
    socket.send(message);
    expect(await endOf(socket)).toBe(1008);
    expect(warnings).toEqual([expect.stringContaining('no request')]);
  });

  test('binary messages end the connection', async () => {
    const { socket } = await connected();
    socket.send(Buffer.from('{"id":1,"channel":"prov:list-ports","payload":{}}'), { binary: true });
    expect(await endOf(socket)).toBe(1008);
  });

  test('a message of more than 256 KB ends the connection before it is read', async () => {
    const { socket } = await connected();
    const payload = { port: 'x'.repeat(256 * 1024) };
    socket.send(JSON.stringify({ id: 1, channel: 'prov:read-mac', payload }));
    expect(await endOf(socket)).toBe(1009);
  });

  test('a channel that does not exist is refused, loudly', async () => {
    const host = await startWebHostBench();
    const page = await host.connect(await host.signIn());
    for (const channel of ['prov:burn-efuses', 'constructor', '__proto__', '']) {
      page.socket.send(JSON.stringify({ id: 1, channel, payload: {} }));
      const [data] = (await once(page.socket, 'message')) as [Buffer];
      expect(JSON.parse(data.toString())).toMatchObject({
        id: 1,
        reply: { ok: false, error: { code: 'bad-request' } },
      });
    }
    expect(host.warnings).toHaveLength(4);
  });

  test('a payload that does not fit its channel is refused', async () => {
    const host = await startWebHostBench();
    const page = await host.connect(await host.signIn());
    const path = { id: 'x', format: 'json', path: '/etc/passwd' } as never;
    expect(await page.invoke('prov:save-credentials', path)).toMatchObject({
      ok: false,
      error: { code: 'bad-request' },
    });
  });
});

describe('settings', () => {
  const SETTINGS = Settings.parse({ port: '/dev/ttyUSB7', ssid: 'Bench', caUrl: 'https://ca' });

  test('are kept for the next start, in a file for its owner alone', async () => {
    const host = await startWebHostBench();
    const page = await host.connect(await host.signIn());
    const fresh = await page.invoke('prov:get-settings', {});
    expect(fresh).toEqual({ ok: true, value: Settings.parse({}) });
    expect(await page.invoke('prov:set-settings', SETTINGS)).toEqual({ ok: true, value: null });
    await host.end();

    const file = join(host.dataDir, 'settings.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const next = await startWebHostBench({ dataDir: host.dataDir });
    const nextPage = await next.connect(await next.signIn());
    expect(await nextPage.invoke('prov:get-settings', {})).toEqual({ ok: true, value: SETTINGS });
  });

  test('that are broken are left out, with a warning', async () => {
    const first = await startWebHostBench();
    await first.end();
    const file = join(first.dataDir, 'settings.json');
    for (const broken of ['{', '{"password":"x"}', '[]']) {
      await writeFile(file, broken);
      const host = await startWebHostBench({ dataDir: first.dataDir });
      expect(host.warnings).toEqual([expect.stringContaining('settings.json')]);
      const page = await host.connect(await host.signIn());
      expect(await page.invoke('prov:get-settings', {})).toMatchObject({ ok: true });
      expect(await readFile(file, 'utf8')).toBe(broken);
      await host.end();
    }
  });
});
