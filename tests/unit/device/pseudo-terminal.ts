import { spawn, spawnSync, type ChildProcess } from 'node:child_process';

export const canMakeTerminals = spawnSync('script', ['--version']).status === 0;

/** A serial port without hardware: a pseudo-terminal, kept by util-linux' `script`. */
export class PseudoTerminal {
  readonly #keeper: ChildProcess;
  #heard = '';
  #onData: () => void = () => undefined;
  path = '';

  static async make(): Promise<PseudoTerminal> {
    const terminal = new PseudoTerminal();
    const greeting = await terminal.hears('ready');
    terminal.path = /\/dev\/\S+/.exec(greeting)?.[0] ?? '';
    return terminal;
  }

  private constructor() {
    const hold = 'tty; stty raw -echo; echo ready; exec sleep 1000';
    this.#keeper = spawn('script', ['-qfc', hold, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#keeper.stdout?.on('data', (bytes: Buffer) => {
      this.#heard += bytes.toString('latin1');
      this.#onData();
    });
  }

  /** Resolves with what came over the port, as soon as `text` is in it. */
  async hears(text: string): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>();
    this.#onData = () => {
      if (this.#heard.includes(text)) resolve(this.#heard);
    };
    this.#onData();
    return promise;
  }

  say(text: string): void {
    this.#keeper.stdin?.write(text, 'latin1');
  }

  unplug(): void {
    this.#keeper.kill('SIGKILL');
  }
}
