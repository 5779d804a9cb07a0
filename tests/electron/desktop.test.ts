import { globSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test, vi } from 'vitest';

import { ensurePrivateFolder } from '../../src/records/private-file.ts';
import { next, startDesktopBench, temporaryFolder } from './desktop-bench.ts';
import { launchApp } from './double/launch-app.ts';

describe('the window', () => {
  test('opens with our page, and is shown only once it is painted', async () => {
    const { window } = await launchApp();
    expect(window().webContents.mainFrame.url).toBe('app://provisioner/');
    expect(window().options).toMatchObject({ show: false, title: 'ESP32 Provisioner' });
    expect(window().isShown).toBe(true);
  });

  test('opens where it was closed, in the size that it had', async () => {
    const first = await launchApp();
    Object.assign(first.window().bounds, { x: 100, y: 50, width: 1111, height: 777 });
    first.window().maximize();
    first.app.quit();
    await first.ended;
    const second = await launchApp(undefined, first.dataDir);
    expect(second.window().options).toMatchObject({ x: 100, y: 50, width: 1111, height: 777 });
    expect(second.window().isMaximized()).toBe(true);
  });

  test('that was on a screen which is gone opens in the middle, in its size', async () => {
    const first = await launchApp();
    Object.assign(first.window().bounds, { x: 2500, y: 50, width: 1111, height: 777 });
    first.app.quit();
    await first.ended;
    const { window } = await launchApp(undefined, first.dataDir);
    expect(window().options).toMatchObject({ width: 1111, height: 777 });
    expect(window().options).not.toHaveProperty('x');
  });

  test('a second start brings the first one to the front and ends', async () => {
    const first = await launchApp();
    first.window().isShown = false;
    first.app.emit('second-instance');
    expect(first.window()).toMatchObject({ isShown: true, isFocused: true });

    const second = await launchApp((desk) => (desk.isSecondInstance = true));
    expect(second.desk.windows).toEqual([]);
    expect(second.desk.hasQuit).toBe(true);
  });

  test('a data folder that cannot be used is said in a dialog', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'records.sqlite'), '');
    await ensurePrivateFolder(join(folder, 'records.lock')); // a folder where a file has to be
    const { desk } = await launchApp(undefined, folder);
    expect(desk.errorBoxes).toEqual([expect.stringContaining('record')]);
    expect(desk.exitCode).toBe(1);
  });

  test('that has broken is opened again when a person says so', async () => {
    const { window, desk } = await launchApp();
    const { webContents } = window();
    webContents.emit('render-process-gone', {}, { reason: 'clean-exit' });
    expect(desk.messageBoxes).toEqual([]);
    const answer = Promise.withResolvers<number>();
    desk.answerMessageBox = () => answer.promise;
    webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(desk.messageBoxes).toMatchObject([{ message: 'The window has broken' }]);
    expect(webContents.reloads).toBe(0);
    answer.resolve(0);
    await expect.poll(() => webContents.reloads).toBe(1);
  });

  test('warnings of the records and settings are told once the window is there', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'settings.json'), '{');
    const { desk } = await launchApp(undefined, folder);
    expect(desk.messageBoxes).toMatchObject([
      { type: 'warning', detail: expect.stringContaining('settings.json') as string },
    ]);
  });
});

describe('a run', () => {
  test('goes from the page through the preload to the service, and its events come back', async () => {
    const { host } = await launchApp();
    const { request, ca } = await startDesktopBench();
    const steps: string[] = [];
    host().on('prov:progress', ({ step, status }) => {
      if (status === 'done') steps.push(step);
    });
    const passed = next(host(), 'prov:complete');
    expect(await host().invoke('prov:provision-device', request)).toMatchObject({ ok: true });
    expect(await passed).toMatchObject({ mac: 'A0B1C2D3E4F5' });
    expect(steps).toHaveLength(12);
    expect(ca.registrations()).toHaveLength(1);
  });

  test('keeps the system awake from flash to verify, and shows how far it is', async () => {
    const { host, desk, window } = await launchApp();
    const { request } = await startDesktopBench();
    const awake: [string, boolean][] = [];
    host().on('prov:progress', ({ step, status }) => {
      if (status !== 'running') awake.push([step, desk.sleepBlockers.size > 0]);
    });
    const passed = next(host(), 'prov:complete');
    await host().invoke('prov:provision-device', request);
    await passed;
    expect(desk.sleepBlocked).toEqual(['prevent-app-suspension']);
    expect(desk.sleepBlockers.size).toBe(0);
    const { progress } = window();
    expect(progress.at(-1)).toBe(-1);
    expect(progress.slice(0, -1).every((fraction) => fraction >= 0 && fraction < 1)).toBe(true);
    expect(progress.slice(0, -1)).toEqual(progress.slice(0, -1).toSorted((a, b) => a - b));
    expect(awake.find(([step]) => step === 'build-nvs')).toEqual(['build-nvs', false]);
  });
});

describe('closing while a run goes on', () => {
  async function launchWithRun(answer: number) {
    const app = await launchApp((desk) => (desk.answerMessageBox = () => answer));
    const bench = await startDesktopBench({ timing: 'real' });
    const host = app.host();
    const inspected = next(
      host,
      'prov:progress',
      ({ step, status }) => step === 'make-identity' && status === 'done',
    );
    const ended = Promise.race([next(host, 'prov:complete'), next(host, 'prov:error')]);
    await host.invoke('prov:provision-device', bench.request);
    await inspected;
    return { ...app, bench, runEnd: ended };
  }

  test('asks first, with what became of the device; the safe answer has the focus', async () => {
    const { desk, window, runEnd } = await launchWithRun(0);
    window().close();
    expect(desk.messageBoxes).toMatchObject([
      {
        message: 'A device is being provisioned',
        detail: expect.stringContaining('The device was not changed.') as string,
        buttons: ['Keep running', 'Cancel and close'],
        defaultId: 0,
        cancelId: 0,
      },
    ]);
    expect(window().isDestroyed()).toBe(false);
    expect(await runEnd).toMatchObject({ mac: 'A0B1C2D3E4F5' });
  });

  test('is one question, however often it is tried', async () => {
    const asked = Promise.withResolvers<number>();
    const { desk, window, app, runEnd } = await launchWithRun(0);
    desk.answerMessageBox = () => asked.promise;
    window().close();
    app.quit();
    window().close();
    expect(desk.messageBoxes).toHaveLength(1);
    asked.resolve(0);
    await runEnd;
  });

  test('and the answer Cancel and close: the run is cancelled and on record, the port is free, then it ends', async () => {
    const { window, ended, dataDir, bench } = await launchWithRun(1);
    window().close();
    await ended;

    const again = await launchApp(undefined, dataDir);
    const records = await again.host().invoke('prov:list-records', {});
    if (!records.ok) throw new Error(records.error.detail);
    const runs = records.value.flatMap((record) => record.runs);
    expect(runs.every(({ outcome }) => outcome === 'cancelled')).toBe(true);
    const mac = await again.host().invoke('prov:read-mac', { port: bench.board.url });
    expect(mac).toMatchObject({ ok: true });
  });

  test('without a run it just closes', async () => {
    const { window, ended, desk } = await launchApp();
    window().close();
    await ended;
    expect(desk.messageBoxes).toEqual([]);
  });
});

describe('what is written to NVS', () => {
  /** A value is on its way onto a board that was provisioned and read. */
  async function launchWithWrite(answer: number) {
    const app = await launchApp((desk) => (desk.answerMessageBox = () => answer));
    const { request, board } = await startDesktopBench();
    const host = app.host();
    const passed = next(host, 'prov:complete');
    await host.invoke('prov:provision-device', request);
    const { nvs } = await passed;
    if (!nvs) throw new Error('the run wrote no NVS');
    const { offset, size } = nvs;
    const partition = { offset, size };
    const shown = await host.invoke('prov:nvs-show', { port: board.url, partition });
    if (!shown.ok) throw new Error(shown.error.detail);
    const [entry] = shown.value.entries.filter(({ type }) => type === 'string');
    if (!entry) throw new Error('there is no string in it');
    const { namespace, key, type } = entry;
    const change = { action: 'set', namespace, key, type, value: 'another' } as const;
    const { snapshot } = shown.value;
    app.desk.sleepBlocked.length = 0;
    const written = host.invoke('prov:nvs-set', { snapshot, changes: [change] });
    return { ...app, written };
  }

  test('keeps the system awake until it is read back, and the bar says that something goes on', async () => {
    const { desk, window, written } = await launchWithWrite(0);
    expect(desk.sleepBlockers.size).toBe(1);
    expect(window().progress.at(-1)).toBe(2);
    expect(await written).toMatchObject({ ok: true });
    expect(desk.sleepBlocked).toEqual(['prevent-app-suspension']);
    expect(desk.sleepBlockers.size).toBe(0);
    expect(window().progress.at(-1)).toBe(-1);
  });

  test('is asked about before the window is closed, and goes on to its end', async () => {
    const { desk, window, written } = await launchWithWrite(0);
    window().close();
    expect(desk.messageBoxes).toMatchObject([
      { message: 'NVS is being written', buttons: ['Keep writing', 'Close anyway'], defaultId: 0 },
    ]);
    expect(window().isDestroyed()).toBe(false);
    expect(await written).toMatchObject({ ok: true });
  });

  test('counts for a restore as well', async () => {
    const { host, desk } = await launchApp();
    const { board } = await startDesktopBench();
    const restored = host().invoke('prov:nvs-restore', { port: board.url });
    expect(desk.sleepBlockers.size).toBe(1);
    expect(await restored).toMatchObject({ ok: false, error: { code: 'restore-missing' } });
    expect(desk.sleepBlockers.size).toBe(0);
  });
});

describe('Save', () => {
  async function launchWithRecord() {
    const app = await launchApp();
    const { request, ca } = await startDesktopBench();
    const passed = next(app.host(), 'prov:complete');
    await app.host().invoke('prov:provision-device', request);
    const id = (await passed).recordId ?? '';
    const { psk } = JSON.parse(ca.received()[0]?.body ?? '') as { psk: string };
    return { ...app, id, psk };
  }

  test('writes the credentials where the dialog says, for their owner alone; the page learns the name only', async () => {
    const { desk, host, id, psk } = await launchWithRecord();
    const path = join(await temporaryFolder(), 'board 1.json');
    const asked: object[] = [];
    desk.answerSaveDialog = (options) => {
      asked.push(options);
      return path;
    };
    expect(await host().invoke('prov:save-credentials', { id, format: 'json' })).toEqual({
      ok: true,
      value: { status: 'saved', name: 'board 1.json' },
    });
    expect(asked).toMatchObject([{ defaultPath: 'esp32-A0B1C2D3E4F5.json' }]);
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ psk });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('can be thought better of', async () => {
    const { host, id } = await launchWithRecord();
    expect(await host().invoke('prov:save-credentials', { id, format: 'csv' })).toEqual({
      ok: true,
      value: { status: 'cancelled' },
    });
  });

  test('that fails is an answer with its reason', async () => {
    const { desk, host, id } = await launchWithRecord();
    desk.answerSaveDialog = () => '/nonexistent/board.json';
    expect(await host().invoke('prov:save-credentials', { id, format: 'json' })).toMatchObject({
      ok: false,
      error: { code: 'file-unwritable' },
    });
  });

  test('is one dialog at a time', async () => {
    const { desk, host, id } = await launchWithRecord();
    const answer = Promise.withResolvers<string>();
    const asked = Promise.withResolvers<undefined>();
    desk.answerSaveDialog = () => {
      asked.resolve(undefined);
      return answer.promise;
    };
    const first = host().invoke('prov:save-credentials', { id, format: 'json' });
    await asked.promise;
    const second = await host().invoke('prov:export-records', { format: 'csv' });
    expect(second).toMatchObject({ ok: false, error: { code: 'bad-request' } });
    answer.resolve('');
    expect(await first).toMatchObject({ value: { status: 'cancelled' } });
  });
});

describe('the key of the records', () => {
  async function keyAfterRun(prepare?: Parameters<typeof launchApp>[0], folder?: string) {
    const app = await launchApp(prepare, folder);
    const { request } = await startDesktopBench();
    const passed = next(app.host(), 'prov:complete');
    await app.host().invoke('prov:provision-device', request);
    const id = (await passed).recordId ?? '';
    const hasKeyFile = await stat(join(app.dataDir, 'secrets.key')).then(
      () => true,
      () => false,
    );
    return { ...app, id, hasKeyFile };
  }

  test('is wrapped by the keystore of the system, and no key file is made', async () => {
    const { hasKeyFile, desk, dataDir, app, ended, id } = await keyAfterRun();
    expect(hasKeyFile).toBe(false);
    expect(desk.messageBoxes).toEqual([]);
    app.quit();
    await ended;
    const again = await launchApp(undefined, dataDir);
    expect(await again.host().invoke('prov:reveal-psk', { id })).toMatchObject({ ok: true });
  });

  test.runIf(process.platform === 'linux')(
    'is in a key file where the keystore is a pretence, with a warning',
    async () => {
      const { hasKeyFile, desk } = await keyAfterRun((double) => {
        double.storageBackend = 'basic_text';
      });
      expect(hasKeyFile).toBe(true);
      expect(desk.messageBoxes).toMatchObject([
        { detail: expect.stringContaining('no keystore') as string },
      ]);
    },
  );

  test('is in a key file where there is no keystore', async () => {
    const { hasKeyFile } = await keyAfterRun((desk) => (desk.hasKeystore = false));
    expect(hasKeyFile).toBe(true);
  });

  test('stays in the key file that the command line made, without a warning', async () => {
    const first = await keyAfterRun((desk) => (desk.hasKeystore = false));
    first.app.quit();
    await first.ended;
    const again = await launchApp(undefined, first.dataDir);
    expect(again.desk.messageBoxes).toEqual([]);
    const revealed = await again.host().invoke('prov:reveal-psk', { id: first.id });
    expect(revealed).toMatchObject({ ok: true });
  });
});

describe('the menu', () => {
  interface Item {
    label?: string;
    role?: string;
    accelerator?: string;
    registerAccelerator?: boolean;
    click?: () => void;
    submenu?: Item[];
  }
  const itemsOf = (menu: Item[]): Item[] =>
    menu.flatMap((item) => [item, ...itemsOf(item.submenu ?? [])]);

  test('presses the keys of the page, so that its rules hold', async () => {
    const { desk, window } = await launchApp();
    const items = itemsOf(desk.menu);
    items.find(({ label }) => label === 'Copy UUID')?.click?.();
    items.find(({ label }) => label === 'Look for Ports Again')?.click?.();
    expect(window().webContents.keys).toEqual([
      'keyDown control+shift+C',
      'keyUp control+shift+C',
      'keyDown F5',
      'keyUp F5',
    ]);
  });

  test('names every key of the page, no other, and takes none from it', async () => {
    const { desk } = await launchApp();
    const ours = itemsOf(desk.menu).filter(({ click }) => click);
    const named = ours.map(({ accelerator = '' }) =>
      accelerator.replace('CommandOrControl', 'Control'),
    );
    expect(named.toSorted()).toEqual(await keysOfThePage());
    expect(ours.every(({ registerAccelerator }) => registerAccelerator === false)).toBe(true);
  });

  /** The keys that controls of the page answer to, but those that mean something on every page. */
  async function keysOfThePage(): Promise<string[]> {
    const panels = globSync('src/renderer/panels/**/*.tsx');
    const sources = await Promise.all(panels.map((file) => readFile(file, 'utf8')));
    const keys = sources.join('\n').matchAll(/["'](Control(?:\+\w+)+|F\d+)\b/g);
    return [...new Set(Array.from(keys, ([, key = '']) => key))].toSorted();
  }

  test('has no way to reload the page, which would forget what was typed, and no developer tools', async () => {
    const { desk } = await launchApp();
    const roles = itemsOf(desk.menu).map(({ role }) => role);
    for (const role of ['reload', 'forceReload', 'toggleDevTools'])
      expect(roles).not.toContain(role);
  });
});

test('a port that appears is told to the page', async () => {
  const { host, window } = await launchApp();
  const told = next(host(), 'prov:ports');
  window().webContents.send('prov:ports', [{ path: '/dev/ttyUSB0' }]);
  expect(await told).toEqual([{ path: '/dev/ttyUSB0' }]);
});

test('what main warns of goes to the terminal', async () => {
  const { ipcMain, window, invokeAs } = await launchApp();
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(ipcMain.handlers.size).toBeGreaterThan(0);
  const { webContents } = window();
  await expect(invokeAs(webContents, null, 'prov:list-ports', {})).rejects.toThrow('refused');
  expect(written).toHaveBeenCalledWith('prov:list-ports was refused: a frame in the page asked.\n');
  written.mockRestore();
});
