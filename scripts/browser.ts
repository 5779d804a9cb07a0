import { spawnSync, type SpawnSyncOptions } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** No sandbox where root runs it: Chromium refuses that. The rest keeps it from calling home in the middle of a test. */
export const BROWSER_FLAGS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'msedge'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** The path of a Chromium, Chrome or Edge: what CHROME_PATH says, else one in PATH or in its usual place. */
export function findBrowser(): string | undefined {
  const { CHROME_PATH: told, PATH: path = '' } = process.env;
  if (told) return isProgram(told) ? told : undefined;
  const inPath = NAMES.flatMap((name) => path.split(delimiter).map((folder) => join(folder, name)));
  return [...inPath, ...PLACES].find(isProgram);
}

/** The same; where there is none, root on Debian gets one installed. `say` tells people what goes on. */
export function provideBrowser(say: (sentence: string) => void): string | undefined {
  const found = findBrowser();
  if (found !== undefined) return found;
  if (process.env['CHROME_PATH']) {
    say('CHROME_PATH does not name a program that can be run. Correct it, or leave it out.');
  } else if (isRootOnDebian()) {
    say('No browser was found. Installing Chromium (apt-get install chromium, once) ...');
    if (installsWithApt()) return findBrowser();
    say('apt-get could not install it. Install Chromium, or set CHROME_PATH to a browser.');
  } else {
    say('No browser was found. Install Chromium, Chrome or Edge, or set CHROME_PATH to one.');
  }
  return undefined;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isRootOnDebian(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version');
}

function installsWithApt(): boolean {
  const install = ['install', '--yes', '--no-install-recommends', 'chromium'];
  return runsApt(['update']) && runsApt(install);
}

/** Waits up to 300 s for another apt-get. What it has to complain about, it says itself. */
function runsApt(words: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options: SpawnSyncOptions = { env, stdio: ['ignore', 'ignore', 'inherit'] };
  return (
    spawnSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=300', ...words], options).status === 0
  );
}
