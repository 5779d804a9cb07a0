import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { z } from 'zod';

export const NETWORK = { ssid: 'virtual-bench', password: 'no-secret-here' };

/** Fresh boards with these MACs in place of those that are there; without it, how they do. */
export const BoardsQuestion = z.object({ plugIn: z.array(z.string()).optional() });
export type BoardsQuestion = z.infer<typeof BoardsQuestion>;

export const BoardsAnswer = z.object({
  ca: z.object({ url: z.string(), trust: z.string() }),
  boards: z.array(
    z.object({
      url: z.string(),
      /** Milliseconds, as the virtual board has modelled them. */
      accounts: z.object({ wire: z.number(), flash: z.number(), device: z.number() }),
    }),
  ),
});
export type BoardsAnswer = z.infer<typeof BoardsAnswer>;

/** Virtual ESP32-S3 with real timing and a virtual CA, in a process of their own. One question at a time. */
export class BoardsProcess implements AsyncDisposable {
  readonly #child: ChildProcess = fork(join(import.meta.dirname, 'bench-boards.ts'));

  async ask(question: BoardsQuestion = {}): Promise<BoardsAnswer> {
    const done = new AbortController();
    const options = { signal: done.signal };
    const answered = once(this.#child, 'message', options);
    const ended = once(this.#child, 'exit', options).then(() => {
      throw new Error('the process of the virtual boards has ended');
    });
    this.#child.send(question);
    try {
      const [answer] = (await Promise.race([answered, ended])) as unknown[];
      return BoardsAnswer.parse(answer);
    } finally {
      done.abort(); // the one that lost the race listens no more
      await Promise.allSettled([answered, ended]);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}
