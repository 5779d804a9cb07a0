import { execFile } from 'node:child_process';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { ProvisioningError } from '../contract/provisioning-error.ts';
import { FolderLock } from '../records/folder-lock.ts';
import { errorCode } from '../records/record-failure.ts';

const ROOT = join(import.meta.dirname, '../..');
export const DIST = join(ROOT, 'dist');
const LOCK_WAIT_MS = 100;

const BUILDS = {
  /** What people see, for the web host. */
  renderer: {
    arguments: ['build'],
    results: ['renderer/index.html'],
    sources: ['src/renderer', 'src/contract', 'vite.config.ts', 'package-lock.json'],
  },
  /** The renderer, and main and preload of the desktop app. */
  app: {
    arguments: ['build', '--app'],
    results: ['renderer/index.html', 'main/main.js', 'preload/preload.cjs'],
    sources: ['src', 'embedded', 'vite.config.ts', 'package-lock.json'],
  },
} as const;

/**
 * Builds into `dist` what is missing there or older than its sources. Several processes may ask at the same time: one
 * builds, the others wait for it. Throws `internal` with what Vite said if it fails.
 */
export async function buildWhenStale(
  what: keyof typeof BUILDS,
  onBuild: () => void = () => undefined,
): Promise<void> {
  await mkdir(DIST, { recursive: true });
  using lock = new FolderLock(join(DIST, 'build.lock'), 0);
  while (!lock.takeAlone()) await sleep(LOCK_WAIT_MS);
  const { arguments: viteArguments, results, sources } = BUILDS[what];
  const built = await Promise.all(results.map((path) => newestIn(join(DIST, path))));
  const changed = await Promise.all(sources.map((path) => newestIn(join(ROOT, path))));
  if (Math.min(...built) >= Math.max(...changed)) return;
  onBuild();
  await runVite(viteArguments);
}

/** When the file was changed last, or the newest below the folder, in epoch milliseconds; 0 if there is none. */
async function newestIn(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (!found.isDirectory()) return found.mtimeMs;
    const entries = await readdir(path);
    return Math.max(0, ...(await Promise.all(entries.map((name) => newestIn(join(path, name))))));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 0;
    throw error;
  }
}

async function runVite(viteArguments: readonly string[]): Promise<void> {
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  // A test runner says otherwise, and React would come with all its warnings.
  const env = { ...process.env, NODE_ENV: 'production' };
  try {
    await promisify(execFile)(process.execPath, [vite, ...viteArguments], { cwd: ROOT, env });
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new ProvisioningError('internal', `the build failed: ${said}`, { cause: error });
  }
}
