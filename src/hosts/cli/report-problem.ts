import { CommanderError, type Command } from 'commander';

import { wireError, type ErrorCode, type WireError } from '../../contract/errors.ts';
import { toWireError } from '../../contract/provisioning-error.ts';
import type { DeviceState } from '../../contract/run.ts';
import { CommandError } from './command-error.ts';
import { EXIT_CODE, type ExitCode } from './exit-code.ts';
import { printEvent } from './json-run-view.ts';
import { errorText } from './run-text.ts';

/** Says why a command ended without a run, to people or to a program; returns the exit code. */
export function reportProblem(
  thrown: unknown,
  program: Command,
  args: readonly string[],
): ExitCode {
  if (thrown instanceof CommanderError && thrown.exitCode === 0) return EXIT_CODE.done; // help, version
  const { error, exitCode } = problemOf(thrown);
  if (args.includes('--json')) {
    const deviceState: DeviceState = error.code === CHANGING ? 'partial' : 'untouched';
    printEvent('error', { step: null, error, deviceState });
  } else {
    process.stderr.write(problemText(error, commandOf(program, args)));
  }
  return exitCode;
}

/** Every other problem comes before anything is changed. */
const CHANGING: ErrorCode = 'nvs-write-failed';

function problemOf(thrown: unknown): { error: WireError; exitCode: ExitCode } {
  if (thrown instanceof CommandError) return thrown;
  if (thrown instanceof CommanderError) {
    const sentence = thrown.code === 'commander.help' ? 'give a command' : thrown.message;
    const error = wireError('bad-request', sentence.replace(/^error: /, '').replaceAll('\n', ' '));
    return { error, exitCode: EXIT_CODE.usage };
  }
  const error = toWireError(thrown);
  // Ctrl-C while a secret is typed in comes here.
  const exitCode = error.code === 'cancelled' ? EXIT_CODE.cancelled : EXIT_CODE.failed;
  return { error, exitCode };
}

function problemText(error: WireError, command: Command): string {
  if (error.code === 'bad-request') {
    const name = fullName(command);
    return [
      `${error.detail.charAt(0).toUpperCase()}${error.detail.slice(1).replace(/\.$/, '')}.`,
      '',
      `Usage: ${name} ${command.usage()}`,
      `Help:  ${name} --help`,
      '',
      'Nothing was changed.',
      `Code: ${error.code}`,
      '',
    ].join('\n');
  }
  return errorText(
    error,
    error.code === CHANGING ? 'The partition may be incomplete.' : 'Nothing was changed.',
  );
}

/** `esp32-provisioner nvs set`. */
function fullName(command: Command): string {
  return command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();
}

/** The command that the arguments name, as far as they name one. */
function commandOf(program: Command, args: readonly string[]): Command {
  const found = program.commands.find((command) => command.name() === args[0]);
  return found ? commandOf(found, args.slice(1)) : program;
}
