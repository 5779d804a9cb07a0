/** `npm start`: builds the desktop app and opens it. What follows `--` goes to it, for instance `--data-dir=FOLDER`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { buildWhenStale } from '../src/hosts/build-when-stale.ts';
import { noElectron, provideElectron } from './find-electron.ts';

const electron = provideElectron(say);
if (electron === undefined) {
  say(noElectron());
  process.exit(1);
}
await buildWhenStale('app', () => say('Building ...'));
const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env; // an editor's terminal may set it
const app = spawn(electron, [join(import.meta.dirname, '..'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  env,
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.kill(signal));
const [code] = (await once(app, 'exit')) as [number | null];
process.exitCode = code ?? 1;

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}
