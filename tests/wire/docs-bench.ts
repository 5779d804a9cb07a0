import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

import { onTestFinished } from 'vitest';

import { temporaryFolder } from './command-line.ts';

const root = resolve(import.meta.dirname, '../..');

interface Server {
  child: ChildProcessByStdio<null, Readable, null>;
  /** Where it really listens. */
  address: string;
}

/** A terminal in an empty folder, for the commands of one page. The boards that they start answer at once. */
export class DocsBench {
  readonly #folder = temporaryFolder();
  readonly #environment = environment();
  /** By their addresses in the page. */
  readonly #servers = new Map<string, Server>();

  /** What the command prints, line by line, with the addresses of the page. */
  async run(command: string): Promise<string[]> {
    const listen = /--listen (127\.0\.0\.1:\d+)/.exec(command)?.[1];
    const said =
      listen === undefined
        ? await text(this.#start(this.#withRealAddresses(command)).stdout)
        : await this.#serve(command, listen);
    const lines = this.#withAddressesOfPage(said).trimEnd();
    return lines === '' ? [] : lines.split('\n');
  }

  /** Starts what then goes on until the test ends, or until another one comes to its address. */
  async #serve(command: string, listen: string): Promise<string> {
    await this.#end(listen);
    const isTimed = command.includes('virtual-ca') || command.includes('--timing');
    const here = command.replace(listen, '127.0.0.1:0');
    const child = this.#start(`exec ${isTimed ? here : `${here} --timing instant`}`);
    let said = '';
    const pieces: AsyncIterable<string> = child.stdout
      .setEncoding('utf8')
      .iterator({ destroyOnReturn: false });
    for await (const piece of pieces) {
      said += piece;
      if (said.includes('Ctrl-C ends it.\n')) break;
    }
    const address = /127\.0\.0\.1:\d+/.exec(said)?.[0];
    if (address !== undefined) this.#servers.set(listen, { child, address });
    return said;
  }

  /** As by Ctrl-C: its flash file is whole then. */
  async #end(listen: string): Promise<void> {
    const server = this.#servers.get(listen);
    if (!server) return;
    const exited = once(server.child, 'exit');
    server.child.kill('SIGINT');
    await exited;
  }

  #start(command: string): Server['child'] {
    const child = spawn('sh', ['-c', `exec 2>&1; ${command}`], {
      cwd: this.#folder,
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  }

  #withRealAddresses(command: string): string {
    return replaceAddresses(
      command,
      new Map([...this.#servers].map(([shown, { address }]) => [shown, address])),
    );
  }

  #withAddressesOfPage(said: string): string {
    return replaceAddresses(
      said,
      new Map([...this.#servers].map(([shown, { address }]) => [address, shown])),
    );
  }
}

function replaceAddresses(line: string, by: ReadonlyMap<string, string>): string {
  return line.replaceAll(/127\.0\.0\.1:\d+/g, (address) => by.get(address) ?? address);
}

/** `esp32-provisioner` and the scripts of `npm run --silent NAME -- ...` are those of this folder. */
function environment(): NodeJS.ProcessEnv {
  const programs = temporaryFolder();
  const program = (name: string, script: string) =>
    writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const main = (file: string) => `exec "${process.execPath}" "${root}/src/hosts/cli/${file}" "$@"`;
  program('esp32-provisioner', main('main.ts'));
  program(
    'npm',
    `name=$3; shift 4\ncase $name in\nesptool) ${main('esptool.ts')};;\ncli) ${main('main.ts')};;\nesac`,
  );
  const { FORCE_COLOR: _, ...own } = process.env;
  return {
    ...own,
    PATH: `${programs}:${own['PATH'] ?? ''}`,
    XDG_DATA_HOME: temporaryFolder(),
    NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compiled'),
  };
}
