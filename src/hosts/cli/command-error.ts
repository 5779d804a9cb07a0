import { wireError, type ErrorCode, type WireError } from '../../contract/errors.ts';
import { EXIT_CODE, type ExitCode } from './exit-code.ts';

/** Ends a command that is not a run: what to tell, and the exit code. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly error: WireError;
  readonly exitCode: ExitCode;

  constructor(error: WireError, exitCode: ExitCode, options?: ErrorOptions) {
    super(error.title, options);
    this.error = error;
    this.exitCode = exitCode;
  }
}

/** The command line asks for something that cannot be tried. */
export function wrongUsage(code: ErrorCode, detail: string, options?: ErrorOptions): CommandError {
  return new CommandError(wireError(code, detail), EXIT_CODE.usage, options);
}
