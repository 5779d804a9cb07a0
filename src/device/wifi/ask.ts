import { ProvisioningError } from '../../contract/provisioning-error.ts';
import type { FirmwareConsole } from './firmware-console.ts';

const BUSY = /^busy [ps]\.\.\.$/; // ESP-AT: the command was dropped, an earlier one still runs
const BUSY_PAUSE_MS = 200;
const PROMPTS = /^(?:[\w.:~-]{0,32}[>#$] )+/;

export interface Command {
  text: string;
  /** What the log says instead of `text`, where that holds a secret. */
  shown?: string;
  /** How `text` begins, before its first value: a line that begins so is the device's echo. */
  name: string;
  timeoutMs: number;
}

/** Sends a command, again while the device is busy; returns what `read` makes of the answer, undefined if none came. */
export async function ask<T>(
  console: FirmwareConsole,
  { text, shown, name, timeoutMs }: Command,
  read: (line: string) => T | undefined,
  signal: AbortSignal,
): Promise<T | undefined> {
  const until = performance.now() + timeoutMs;
  // A device that echoes sends the command back first; an `OK` inside a name or password is not its answer.
  const isEcho = (line: string) => line.includes(text);
  const answerOf = (line: string) => {
    if (line.replace(PROMPTS, '').startsWith(name)) return undefined;
    return BUSY.test(line) ? { busy: true as const } : wrapped(read(line));
  };
  for (;;) {
    await console.send(text, shown);
    const answer = await console.waitFor(answerOf, until - performance.now(), signal, isEcho);
    if (!answer?.busy) return answer?.value;
    await console.waitFor(() => undefined, BUSY_PAUSE_MS, signal);
  }
}

/** As `ask`, for a command that must be accepted. Throws `wifi-no-console` or `wifi-command-refused`. */
export async function order(
  console: FirmwareConsole,
  command: Command,
  read: (line: string) => Verdict | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { name, timeoutMs } = command;
  const verdict = await ask(console, command, read, signal);
  if (verdict === undefined) {
    throw new ProvisioningError('wifi-no-console', `no answer to ${name} within ${timeoutMs} ms`);
  }
  if (verdict === 'refused') throw new ProvisioningError('wifi-command-refused', name);
}

export type Verdict = 'accepted' | 'refused';

function wrapped<T>(value: T | undefined): { busy: false; value: T } | undefined {
  return value === undefined ? undefined : { busy: false, value };
}
