import { ProvisioningError } from '../../contract/provisioning-error.ts';
import { CommandError, wrongUsage } from './command-error.ts';
import { Interrupts } from './interrupts.ts';

/**
 * Starts something that listens where `flag` says, tells where, and closes it on Ctrl-C; that is its way to end, so the
 * exit code is 0.
 */
export async function serveUntilInterrupted<T extends AsyncDisposable>(
  start: () => Promise<T>,
  describe: (running: T) => string | Promise<string>,
  flag = '--listen',
): Promise<void> {
  using interrupts = new Interrupts();
  await using running = await startOrExplain(start, flag);
  process.stdout.write(`${await describe(running)}Ctrl-C ends it.\n`);
  await interrupts.wait();
}

const LISTEN_PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there already; choose another port',
  EADDRNOTAVAIL: 'this computer has no such address',
  ENOTFOUND: 'this computer has no such address',
  EACCES: 'you may not listen there; choose a port from 1024 on',
};

/** The virtual bench stands outside of our error codes: it throws Node's errors, or a RangeError with a sentence. */
async function startOrExplain<T>(start: () => Promise<T>, flag: string): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if (error instanceof ProvisioningError || error instanceof CommandError) throw error;
    const code = error instanceof Error && 'syscall' in error && 'code' in error ? error.code : '';
    const listens = error instanceof Error && 'syscall' in error && error.syscall !== 'open';
    const problem = listens ? LISTEN_PROBLEMS[String(code)] : undefined;
    const said = error instanceof Error ? error.message : String(error);
    const detail = problem === undefined ? said : `${flag}: ${problem}`;
    throw wrongUsage('bad-request', detail, { cause: error });
  }
}
