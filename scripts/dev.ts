/**
 * `npm run dev`: the program while one works on it. Pages come from Vite and change as they are saved; main, preload and
 * the host start again. Without Electron's runtime it is the browser face; `npm run dev -- --demo` then has a virtual
 * board.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

import { createBuilder, createServer } from 'vite';

import { findElectron } from './find-electron.ts';

const root = join(import.meta.dirname, '..');
process.chdir(root);
const port = await freePort();
// The page comes through our own host, so Vite's client cannot guess where Vite is.
const hmr = { host: '127.0.0.1', clientPort: port };
const vite = await createServer({ server: { host: '127.0.0.1', port, strictPort: true, hmr } });
await vite.listen();
const env = { ...process.env, ESP32_PROVISIONER_VITE: `http://127.0.0.1:${port}/` };

const electron = findElectron();
if (electron === undefined) {
  const host = ['--watch', '--watch-preserve-output', 'src/hosts/cli/main.ts', 'serve'];
  const child = spawn(process.execPath, [...host, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env,
  });
  endWith(child);
  await once(child, 'exit');
} else {
  await developDesktop(electron);
}

/** Builds main and preload whenever they change; a new main is a new app, a new preload a new page. */
async function developDesktop(program: string): Promise<void> {
  let app: ChildProcess | undefined;
  const restart = () => {
    app?.kill();
    app = spawn(program, ['.', ...process.argv.slice(2)], { stdio: 'inherit', env });
    endWith(app);
  };
  const builder = await createBuilder({ logLevel: 'warn', build: { watch: {} } });
  const built = new Set<string>();
  for (const name of ['main', 'preload']) {
    const environment = builder.environments[name];
    const watcher = environment && (await builder.build(environment));
    if (!watcher || !('on' in watcher)) throw new Error(`${name} is not watched`);
    watcher.on('event', (event) => {
      if (event.code === 'ERROR') process.stderr.write(`${name}: ${event.error.message}\n`);
      if (event.code !== 'BUNDLE_END') return;
      const isFirst = !built.has(name);
      built.add(name);
      if (built.size < 2) return;
      if (name === 'main' || isFirst) restart();
      else vite.ws.send({ type: 'full-reload' });
    });
  }
}

function endWith(child: ChildProcess): void {
  const end = () => {
    child.kill();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
}

async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  server.close();
  return port;
}
