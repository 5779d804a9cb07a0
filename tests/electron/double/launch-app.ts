import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { onTestFinished } from 'vitest';

import type { HostClient } from '../../../src/contract/host-client.ts';
import { temporaryFolder } from '../desktop-bench.ts';
import type * as electronDouble from './electron-double.ts';
import { buildWhenStale, DIST } from '../../../src/hosts/build-when-stale.ts';

type Double = typeof electronDouble;
export type Desk = Double['desk'];

export interface LaunchedApp extends Double {
  dataDir: string;
  /** The first window; throws if none was opened. */
  window: () => InstanceType<Double['BrowserWindow']>;
  /** What the preload has given to the page. */
  host: () => HostClient;
  /** When the program has come to its end. */
  ended: Promise<void>;
}

const require = createRequire(import.meta.url);
const nativeImport = require('./native-import.cjs') as (url: string) => Promise<unknown>;
const doubleUrl = pathToFileURL(join(import.meta.dirname, 'electron-double.ts')).href;
let launches = 0;

// Main asks for `electron` and gets the copy of the double that belongs to its launch.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: doubleUrl + new URL(context.parentURL ?? '').search, shortCircuit: true }
      : next(specifier, context),
});

/** Starts the built main in a double of Electron, and waits until its window is there or it has given up. */
export async function launchApp(
  prepare: (desk: Desk, double: Double) => void = () => undefined,
  dataDir?: string,
): Promise<LaunchedApp> {
  await buildWhenStale('app');
  return await launchMain(join(DIST, 'main/main.js'), prepare, dataDir);
}

/** The same for a main that lies elsewhere. */
export async function launchMain(
  main: string,
  prepare: (desk: Desk, double: Double) => void = () => undefined,
  dataDir?: string,
): Promise<LaunchedApp> {
  const search = `?launch=${++launches}`;
  const double = (await nativeImport(doubleUrl + search)) as Double;
  const { app, desk } = double;
  const folder = dataDir ?? (await temporaryFolder());
  desk.switches.set('data-dir', folder);
  prepare(desk, double);
  const ended = new Promise<void>((resolve) => app.once('quit', () => resolve()));
  onTestFinished(async () => {
    if (desk.hasQuit || desk.exitCode !== undefined) return;
    desk.answerMessageBox = () => 1; // cancel and close
    app.quit();
    await ended;
  });

  const opened = new Promise((resolve) => (desk.onSettled = () => resolve(undefined)));
  await nativeImport(pathToFileURL(main).href + search);
  double.becomeReady();
  await opened;
  const window = () => {
    const [first] = desk.windows;
    if (!first) throw new Error('no window was opened');
    return first;
  };
  return {
    ...double,
    dataDir: folder,
    window,
    host: () => (window().page as { host: HostClient }).host,
    ended,
  };
}
