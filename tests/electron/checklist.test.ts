import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';

import { events, requests, type EventChannel } from '../../src/contract/channels.ts';
import { DIST } from '../../src/hosts/build-when-stale.ts';
import { launchApp, type LaunchedApp } from './double/launch-app.ts';

/** Electron's security checklist (20 items, August 2026), as far as it can be seen without Electron's runtime. */

type Call = (...args: unknown[]) => unknown;

function handlerOf({ session }: LaunchedApp, name: string): Call {
  const handler = session.defaultSession.handlers.get(name);
  if (!handler) throw new Error(`${name} was left to Electron`);
  return handler as Call;
}

const FOREIGN_URLS = [
  ...['http://evil.example/', 'https://provisioner/', 'file:///etc/passwd', 'app://evil/'],
  ...['app://provisioner.evil/', 'javascript:alert(1)', 'ws://127.0.0.1:1/', 'ftp://x/', 'blob:x'],
];

describe('1, 18: only our own content is loaded, and not by file:', () => {
  test('every other request is cancelled', async () => {
    const beforeRequest = handlerOf(await launchApp(), 'before-request');
    const answerTo = (url: string) => {
      let answer: unknown;
      beforeRequest({ url }, (given: unknown) => (answer = given));
      return [url, answer];
    };
    for (const url of FOREIGN_URLS) expect(answerTo(url)).toEqual([url, { cancel: true }]);
    const own = 'app://provisioner/index.html';
    expect(answerTo(own)).toEqual([own, { cancel: false }]);
  });

  test('the scheme is registered before Electron is ready, with an origin and without powers', async () => {
    const { desk } = await launchApp();
    expect(desk.early).toEqual(['enableSandbox', 'registerSchemesAsPrivileged']);
    expect(desk.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    ]);
  });

  test('it serves the files of the renderer, and no path leads out of them', async () => {
    const { request } = await launchApp();
    const index = await request('app://provisioner/');
    expect(index.status).toBe(200);
    const [, script = ''] = /src="\.(\/assets\/[^"]+\.js)"/.exec(await index.text()) ?? [];
    const served = await request(`app://provisioner${script}`);
    expect(served.headers.get('content-type')).toBe('text/javascript; charset=utf-8');

    const up = ['..', '%2e%2e', '..%2f..', '..%5c..', '..\\..', '....//', '%252e%252e', '%00'];
    const paths = [
      ...up.map((step) => `${step}/${step}/main/main.js`),
      ...['/etc/passwd', 'C:/Windows/win.ini', '//server/share', 'main/main.js', 'assets'],
      ...['assets/../../main/main.js', 'index.html%00.js', 'index.html::$DATA', 'CON'],
    ];
    for (const path of paths) {
      expect([path, (await request(`app://provisioner/${path}`)).status]).toEqual([path, 404]);
    }
    expect((await request('app://evil/index.html')).status).toBe(404);
    expect((await request('app://provisioner/', 'POST')).status).toBe(404);
  });
});

describe('2, 3, 4, 6, 8, 9, 10, 11: the preferences of the window', () => {
  test('are the safe ones', async () => {
    const { window, desk } = await launchApp();
    expect(desk.early).toContain('enableSandbox');
    const { preload, ...preferences } = window().options['webPreferences'] as { preload: string };
    expect(preload).toBe(join(DIST, 'preload/preload.cjs'));
    expect(preferences).toEqual({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
    });
  });

  test('are set nowhere else, and no Blink feature is switched on', async () => {
    const main = await readFile(join(DIST, 'main/main.js'), 'utf8');
    expect(main.match(/new BrowserWindow\(/g)).toHaveLength(1);
    for (const word of [
      'enableBlinkFeatures',
      'webSecurity: false',
      'no-sandbox',
      'WebContentsView',
    ]) {
      expect(main).not.toContain(word);
    }
  });
});

describe('5: permissions', () => {
  const permissions = [
    ...['clipboard-read', 'display-capture', 'fullscreen', 'geolocation', 'hid', 'idle-detection'],
    ...['media', 'mediaKeySystem', 'midi', 'midiSysex', 'notifications', 'openExternal', 'serial'],
    ...['pointerLock', 'keyboardLock', 'storage-access', 'usb', 'window-management', 'fileSystem'],
    ...['local-fonts', 'local-network-access', 'speaker-selection', 'screen-wake-lock', 'unknown'],
  ];

  test('are denied, each of them; Copy is not one that a person is asked for', async () => {
    const app = await launchApp();
    const request = handlerOf(app, 'permission-request');
    const check = handlerOf(app, 'permission-check');
    const ours = 'app://provisioner/';
    const granted = (permission: string, requestingUrl: string) => {
      let answer: unknown;
      request(null, permission, (given: unknown) => (answer = given), { requestingUrl });
      return [answer, check(null, permission, requestingUrl, {})];
    };
    for (const permission of permissions) {
      expect([permission, ...granted(permission, ours)]).toEqual([permission, false, false]);
    }
    expect(granted('clipboard-sanitized-write', ours)).toEqual([true, true]);
    expect(granted('clipboard-sanitized-write', 'https://evil.example/')).toEqual([false, false]);
    expect(handlerOf(app, 'device-permission')({ deviceType: 'serial' })).toBe(false);
  });
});

describe('7: Content-Security-Policy', () => {
  test('is on every answer, and allows our own files only', async () => {
    const { request } = await launchApp();
    for (const path of ['', 'index.html', 'nothing']) {
      const policy = (await request(`app://provisioner/${path}`)).headers.get(
        'content-security-policy',
      );
      expect(policy?.split('; ')).toEqual([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
      ]);
    }
  });
});

describe('12, 13, 14: no page leads out of the window', () => {
  test('no webview, no navigation, no redirect, no other window, no download', async () => {
    const { window, offer, session } = await launchApp();
    const { webContents } = window();
    for (const url of [...FOREIGN_URLS, 'app://provisioner/other.html']) {
      for (const way of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
        expect([way, url, offer(webContents, way, url)]).toEqual([way, url, false]);
      }
      expect(webContents.windowOpenHandler?.({ url })).toEqual({ action: 'deny' });
    }
    expect(offer(webContents, 'will-attach-webview', {}, {})).toBe(false);
    expect(offer(session.defaultSession, 'will-download')).toBe(false);
  });

  test('that holds for every page that there may be, not for ours only', async () => {
    const { app, WebContents, offer } = await launchApp();
    const other = new WebContents();
    app.emit('web-contents-created', {}, other);
    expect(offer(other, 'will-navigate', 'app://provisioner/')).toBe(false);
    expect(other.windowOpenHandler?.({ url: 'x' })).toEqual({ action: 'deny' });
  });
});

describe('15: nothing is handed to the system', () => {
  test('main does not know how', async () => {
    const main = await readFile(join(DIST, 'main/main.js'), 'utf8');
    for (const word of ['openExternal', 'openPath', 'showItemInFolder', 'child_process']) {
      expect([word, ourPartOf(main).includes(word)]).toEqual([word, false]);
    }
    expect(main).toMatch(/^import \{[^}]*\} from "electron";$/m);
    expect(/^import \{([^}]*)\} from "electron";$/m.exec(main)?.[1]).not.toMatch(/\bshell\b/);
  });

  test('and starts no reporter of crashes, whose dumps would hold secrets', async () => {
    expect(await readFile(join(DIST, 'main/main.js'), 'utf8')).not.toContain('crashReporter');
  });
});

describe('16: Electron is one that is supported', () => {
  test('the version is exact, and the one whose types main was written against', async () => {
    const { devDependencies } = JSON.parse(await readFile('package.json', 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    const installed = JSON.parse(await readFile('node_modules/electron/package.json', 'utf8')) as {
      version: string;
    };
    expect(devDependencies['electron']).toBe(installed.version);
    expect(Number.parseInt(installed.version)).toBeGreaterThanOrEqual(45);
  });
});

describe('17: who may ask', () => {
  test('every request of the contract has a handler, and there is no other', async () => {
    const { ipcMain } = await launchApp();
    expect([...ipcMain.handlers.keys()].toSorted()).toEqual(Object.keys(requests).toSorted());
  });

  test('handlers are registered in one place, and no message is listened to', async () => {
    const main = await readFile(join(DIST, 'main/main.js'), 'utf8');
    expect(main.match(/ipcMain\.\w+\(/g)).toEqual(['ipcMain.handle(']);
    expect(main).not.toMatch(/ipc-message|postMessageToMain|MessageChannelMain/);
  });

  test('every other frame is refused on every channel, loudly', async () => {
    const { window, invokeAs, WebContents } = await launchApp();
    const { webContents } = window();
    const ours = webContents.mainFrame;
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    let refusals = 0;
    const expectRefusal = async (answer: Promise<unknown>) => {
      await expect(answer).rejects.toThrow('refused');
      expect(written).toHaveBeenCalledTimes(++refusals);
    };
    for (const channel of Object.keys(requests)) {
      await expectRefusal(invokeAs(new WebContents(), ours, channel, {}));
      await expectRefusal(invokeAs(webContents, null, channel, {}));
      // A frame in the page, at our own address.
      await expectRefusal(invokeAs(webContents, { ...ours }, channel, {}));
      for (const url of FOREIGN_URLS) {
        const there = { url, origin: url };
        webContents.mainFrame = there;
        await expectRefusal(invokeAs(webContents, there, channel, {}));
      }
      webContents.mainFrame = ours;
      await expectRefusal(invokeAs(webContents, ours, channel));
      await expectRefusal(invokeAs(webContents, ours, channel, {}, {}));
    }
    written.mockRestore();
  });

  test('a payload that does not fit is an answer, never an exception', async () => {
    const { window, invokeAs } = await launchApp();
    const { webContents } = window();
    const payloads = [
      ...[undefined, null, 0, 'x', [], [{}], [null], NaN, 10n],
      ...[{ path: '/etc/passwd' }, { id: '../../x', format: 'exe' }, { port: {} }, { runId: 7 }],
    ];
    for (const channel of Object.keys(requests)) {
      for (const payload of payloads) {
        const reply = await invokeAs(webContents, webContents.mainFrame, channel, payload);
        expect([channel, payload, reply]).toMatchObject([
          channel,
          payload,
          { ok: false, error: { code: expect.any(String) as string } },
        ]);
      }
    }
  });
});

test('17: whatever a page says on any channel, it gets an answer of the contract', async () => {
  const { window, invokeAs } = await launchApp();
  const { webContents } = window();
  const channels = fc.constantFrom(...Object.keys(requests));
  const payloads = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(
      fc.constantFrom('port', 'id', 'runId', 'format', 'url', 'wifi', 'ca'),
      fc.jsonValue(),
    ),
  );
  const answers = fc.asyncProperty(channels, payloads, async (channel, payload) => {
    const reply = await invokeAs(webContents, webContents.mainFrame, channel, payload);
    expect(reply).toMatchObject({ ok: expect.any(Boolean) as boolean });
  });
  await fc.assert(answers, { numRuns: 1_000, seed: 1 });
});

describe('20: what the page gets', () => {
  test('is the contract and nothing else', async () => {
    const { window } = await launchApp();
    const page = window().page as Record<string, Record<string, unknown>>;
    const shape = Object.entries(page).map(([name, api]) => [name, Object.keys(api)]);
    expect(shape).toEqual([['host', ['invoke', 'on']]]);
    expect(Object.isFrozen(page['host'])).toBe(true);
  });

  test('the preload is one CommonJS file that loads nothing but electron', async () => {
    const preload = await readFile(join(DIST, 'preload/preload.cjs'), 'utf8');
    expect(preload.match(/require\([^)]*\)/g)).toEqual(['require("electron")']);
    expect(preload).not.toMatch(/^\s*(import|export)\b|\bimport\(/m);
  });

  test('it knows all channels, and passes on no other', async () => {
    const { host, ipcMain } = await launchApp();
    const asked: string[] = [];
    for (const channel of Object.keys(requests)) {
      ipcMain.handlers.set(channel, () => asked.push(channel));
      await host().invoke(channel as 'prov:list-ports', {});
    }
    expect(asked).toEqual(Object.keys(requests));
    for (const name of [
      'ELECTRON_BROWSER_REQUIRE',
      'prov:burn-efuses',
      'constructor',
      '__proto__',
    ]) {
      ipcMain.handlers.set(name, () => asked.push(name));
      await expect(host().invoke(name as 'prov:list-ports', {})).rejects.toThrow('no request');
      expect(() => host().on(name as 'prov:ports', () => undefined)).toThrow('no event');
    }
    expect(asked).toEqual(Object.keys(requests));
  });

  test('a listener hears the event and never the object behind it, until it stops', async () => {
    const { host, window } = await launchApp();
    for (const channel of Object.keys(events) as EventChannel[]) {
      const heard: unknown[][] = [];
      const end = host().on(channel, (...args) => void heard.push(args));
      window().webContents.send(channel, { runId: 'x' }, 'more');
      await Promise.resolve();
      end();
      window().webContents.send(channel, { runId: 'y' });
      await Promise.resolve();
      expect([channel, heard]).toEqual([channel, [[{ runId: 'x' }]]]);
    }
  });
});

/** Without the packages that are bundled into it: each module begins with its path in a comment. */
function ourPartOf(bundle: string): string {
  const modules = bundle.split(/^\/\/ (?=(?:src|embedded|node_modules)\/)/m);
  const ours = modules.filter((module) => /^(src|embedded)\//.test(module));
  expect(ours.length).toBeGreaterThan(100);
  return ours.join('\n');
}
