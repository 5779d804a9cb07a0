import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

import { onTestFinished } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** An event of `--json`; what is in it is for the test to say. */
export type JsonEvent = Record<string, unknown> & { event: string };

export interface Started {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  /** The first line of the output that holds the text. */
  readonly line: (text: string) => Promise<string>;
  readonly ended: Promise<Ended>;
}

export interface Ended {
  exitCode: number | null;
  stdout: string;
  stderr: string;
  /** The lines of the output as JSON, where they are. */
  events: JsonEvent[];
}

/** An empty folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'command-line-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the real command line to its end, in a process of its own. */
export function runCli(args: readonly string[], input = ''): Promise<Ended> {
  const started = startCli(args);
  started.child.stdin.end(input);
  return started.ended;
}

/** Starts it, for a test that does something to it meanwhile. */
export function startCli(args: readonly string[]): Started {
  const child = spawn(process.execPath, [join(root, 'src/hosts/cli/main.ts'), ...args], {
    cwd: temporaryFolder(),
    env: { ...withoutColour(), XDG_DATA_HOME: temporaryFolder() },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const waiting = new Map<string, (line: string) => void>();
  const lines: string[] = [];
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const [text, found] of waiting) if (line.includes(text)) found(line);
  });
  const line = (text: string) => {
    const seen = lines.find((earlier) => earlier.includes(text));
    if (seen !== undefined) return Promise.resolve(seen);
    return new Promise<string>((found, refuse) => {
      waiting.set(text, found);
      child.once('close', () => refuse(new Error(`It ended without "${text}":\n${stderr}`)));
    });
  };
  const ended = once(child, 'close').then(([exitCode]: (number | null)[]) => ({
    exitCode: exitCode ?? null,
    stdout: lines.map((text) => `${text}\n`).join(''),
    stderr,
    events: lines
      .filter((text) => text.startsWith('{'))
      .map((text) => JSON.parse(text) as JsonEvent),
  }));
  return { child, line, ended };
}

/** What the test runner has set for itself must not colour what the command line prints. */
function withoutColour(): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _, ...env } = process.env;
  return { ...env, NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compiled') };
}
