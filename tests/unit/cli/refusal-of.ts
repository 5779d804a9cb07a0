import type { WireError } from '../../../src/contract/errors.ts';
import { CommandError } from '../../../src/hosts/cli/command-error.ts';
import type { ExitCode } from '../../../src/hosts/cli/exit-code.ts';

/** What a command was refused with. Fails the test where it was not refused. */
export async function refusalOf(work: () => unknown): Promise<WireError & { exitCode: ExitCode }> {
  try {
    await work();
  } catch (thrown) {
    if (thrown instanceof CommandError) return { ...thrown.error, exitCode: thrown.exitCode };
    throw thrown;
  }
  throw new Error('It was accepted.');
}
