import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { RunStart } from '../../../src/contract/record-keeping.ts';
import type { Report } from './another-process.ts';

export const ANOTHER_PROCESS = fileURLToPath(new URL('./another-process.ts', import.meta.url));

/** A process of its own that has the records of a folder open and does as it is told. */
export class Station implements AsyncDisposable {
  readonly #process: ChildProcess;

  constructor(folder: string) {
    this.#process = fork(ANOTHER_PROCESS, [folder], { execArgv: [] });
  }

  /** Tries to provision a MAC: finds its identity or makes one, and begins a run. */
  async begin(mac: string, start: Partial<Omit<RunStart, 'psk'>> = {}): Promise<Report> {
    const ended = new AbortController();
    const onExit = (code: number | null) => ended.abort(`the station ended with ${code}`);
    this.#process.once('exit', onExit);
    try {
      this.#process.send({ mac, ...start });
      const message = await once(this.#process, 'message', { signal: ended.signal });
      return message[0] as Report;
    } finally {
      this.#process.off('exit', onExit);
    }
  }

  async kill(): Promise<void> {
    const exit = once(this.#process, 'exit');
    if (this.#process.kill('SIGKILL')) await exit;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}
