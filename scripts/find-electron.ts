import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGE = join(import.meta.dirname, '../node_modules/electron');
const PROGRAMS: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};
const PROGRAM = PROGRAMS[process.platform] ?? 'electron';
const DOWNLOAD_TIMEOUT_MS = 600_000; // 110 MB

/** What to do where there is none. */
export function noElectron(): string {
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (folder) return `ELECTRON_OVERRIDE_DIST_PATH names ${folder}, and no ${PROGRAM} is there.`;
  return NO_ELECTRON;
}

const NO_ELECTRON =
  "Electron's runtime is not here and cannot be downloaded: set ELECTRON_MIRROR to a mirror of its releases or " +
  'ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked one, or use the program in your browser with npm run start:web.';

/** The path of Electron's program: where ELECTRON_OVERRIDE_DIST_PATH says, else in the package. */
export function findElectron(): string | undefined {
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(PACKAGE, 'dist');
  const program = join(folder, PROGRAM);
  return existsSync(program) ? program : undefined;
}

/** The same; where there is none, Electron's own installer may load it. `say` tells people what goes on. */
export function provideElectron(say: (sentence: string) => void): string | undefined {
  const found = findElectron();
  if (found !== undefined || process.env['ELECTRON_OVERRIDE_DIST_PATH']) return found;
  say("Downloading Electron's runtime, once ...");
  const { status } = spawnSync(process.execPath, [join(PACKAGE, 'install.js')], {
    stdio: 'ignore',
    timeout: DOWNLOAD_TIMEOUT_MS,
  });
  return status === 0 ? findElectron() : undefined;
}
