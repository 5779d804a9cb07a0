import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const environment = join(root, '.venv');
const requirements = join(root, 'tests', 'conformance', 'requirements.txt');
const stamp = join(environment, 'installed-requirements.txt');
const onWindows = process.platform === 'win32';

/**
 * Makes `.venv` with Espressif's own tools where it is missing or their list has changed. Needs Python 3, and fetches it
 * where it may (Debian, as root). Ends the program with a sentence where it cannot.
 */
export function installEspressifTools(): void {
  const wanted = readFileSync(requirements, 'utf8');
  const inside = join(environment, onWindows ? 'Scripts/python.exe' : 'bin/python');
  const isInstalled = existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
  if (isInstalled && runs(inside, ['-c', 'import esptool'])) return;
  const python = findPython();
  say("Installing Espressif's esptool and NVS generator into .venv (once) ...");
  const began = Date.now();
  makeEnvironment(python);
  const quietly = ['--quiet', '--disable-pip-version-check', '--retries', '10'];
  must(inside, ['-m', 'pip', 'install', ...quietly, '-r', requirements]);
  writeFileSync(stamp, wanted);
  say(`Installed in ${((Date.now() - began) / 1000).toFixed(0)} s.`);
}

function findPython(): string {
  const names = onWindows ? ['py', 'python'] : ['python3'];
  const find = () => names.find((name) => runs(name, ['--version']));
  const found = find() ?? (aptInstall('python3', 'python3-venv') ? find() : undefined);
  return found ?? fail('Please install Python 3 (https://www.python.org) and try again.');
}

function makeEnvironment(python: string): void {
  // Debian ships Python without what `venv` needs to put pip inside.
  const complete = () => runs(python, ['-c', 'import ensurepip']);
  if (!complete() && !(aptInstall('python3-venv') && complete())) {
    fail('This Python has no venv module; on Debian or Ubuntu: sudo apt-get install python3-venv');
  }
  must(python, ['-m', 'venv', environment]);
}

/** A machine that has just started may still be installing something of its own: waits for that, in seconds. */
const APT = ['-y', '-q', '-o', 'DPkg::Lock::Timeout=300'];

function aptInstall(...packages: string[]): boolean {
  const mayInstall = process.getuid?.() === 0 && runs('apt-get', ['--version']);
  if (!mayInstall) return false;
  say(`Installing ${packages.join(' and ')} with apt-get ...`);
  const install = () => runs('apt-get', [...APT, 'install', ...packages]);
  return install() || (runs('apt-get', [...APT, 'update']) && install());
}

function runs(command: string, options: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, options, { env, stdio: 'ignore' }).status === 0;
}

function must(command: string, options: readonly string[]): void {
  const done = spawnSync(command, options, { encoding: 'utf8' });
  if (done.status === 0) return;
  say([done.stdout, done.stderr, done.error?.message].filter(Boolean).join('\n'));
  fail(`"${[command, ...options].join(' ')}" did not succeed; what it said is above.`);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function fail(sentence: string): never {
  say(sentence);
  process.exit(1);
}
