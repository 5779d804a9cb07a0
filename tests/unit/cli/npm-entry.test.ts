import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { temporaryFolder } from './temporary-folder.ts';

/** A project with nothing to install: the entry of this one would install its packages anew under all other tests. */
const root = realpathSync(mkdtempSync(join(tmpdir(), 'npm-entry-')));
mkdirSync(join(root, 'scripts'));
cpSync(join(import.meta.dirname, '../../../scripts/run.mjs'), join(root, 'scripts/run.mjs'));
writeFileSync(join(root, 'package-lock.json'), '{}');
mkdirSync(join(root, 'node_modules'));
writeFileSync(join(root, 'node_modules/.package-lock.json'), '{}');
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Runs a script through the npm entry; it tells where it stands, what it was given and what it left in the environment. */
function runEntry(options: { cwd: string; env: Record<string, string> }) {
  const target = join(temporaryFolder(), 'target.mjs');
  writeFileSync(
    target,
    `console.log(JSON.stringify([process.cwd(), process.argv.slice(1), process.env.INIT_CWD ?? null]));
     process.exitCode = 7;`,
  );
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(root, 'scripts/run.mjs'), target, '--port', 'a b'],
    { cwd: options.cwd, env: { ...withoutNpm(), ...options.env }, encoding: 'utf8' },
  );
  const [cwd, args, initCwd] = JSON.parse(stdout) as [string, string[], string | null];
  return { cwd, args, initCwd, status, stderr, target };
}

function withoutNpm(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => name !== 'INIT_CWD' && !name.startsWith('npm_')),
  );
}

test('started by npm, a script stands where the user stands', () => {
  const folder = realpathSync(temporaryFolder());
  const env = { INIT_CWD: folder, npm_package_json: join(root, 'package.json') };
  const run = runEntry({ cwd: root, env });
  expect(run.cwd).toBe(folder);
});

test('what it starts itself is not moved again', () => {
  const env = { INIT_CWD: temporaryFolder(), npm_package_json: join(root, 'package.json') };
  expect(runEntry({ cwd: root, env }).initCwd).toBeNull();
});

test('started by hand in another folder, it stays there, whatever it has inherited', () => {
  const folder = realpathSync(temporaryFolder());
  const env = { INIT_CWD: temporaryFolder(), npm_package_json: join(root, 'package.json') };
  expect(runEntry({ cwd: folder, env }).cwd).toBe(folder);
});

test("started inside another project's npm script, it stays where it is", () => {
  const env = { INIT_CWD: temporaryFolder(), npm_package_json: '/other/package.json' };
  expect(runEntry({ cwd: root, env }).cwd).toBe(root);
});

test('arguments and exit code pass through, and nothing is said', () => {
  const run = runEntry({ cwd: root, env: {} });
  expect(run.args).toEqual([run.target, '--port', 'a b']);
  expect(run.status).toBe(7);
  expect(run.stderr).toBe('');
});
