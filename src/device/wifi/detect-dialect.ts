import type { WifiDialect } from '../../contract/profile.ts';
import { ProvisioningError } from '../../contract/provisioning-error.ts';
import { atVerdict } from './at-verdict.ts';
import type { FirmwareConsole } from './firmware-console.ts';
import { improvProbe, readPackets } from './improv.ts';

const IMPROV_TRIES = 2;
const IMPROV_TIMEOUT_MS = 1_000; // the interval that the protocol itself recommends
const ANSWER_TIMEOUT_MS = 500; // a firmware that runs answers within some 10 ms
const QUIET_MS = 50;

const UNKNOWN_TO_CONSOLE = /^Unrecognized command/;
const PROMPT = /^(?:[\w.:~-]+[>#$] )+$/;
const ESP_AT_VERSION = /^AT version:/;

/**
 * Finds out in which dialect a firmware is told its network, with bytes that change nothing: Improv's state request,
 * `AT`, `AT+GMR`, an empty line; again until one is answered, for it may still boot. Throws `wifi-no-console`.
 */
export async function detectDialect(
  console: FirmwareConsole,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<WifiDialect> {
  const until = performance.now() + timeoutMs;
  const untap = readPackets(console);
  try {
    while (performance.now() < until) {
      const dialect =
        (await askImprov(console, signal)) ??
        (await askAt(console, signal)) ??
        (await askConsole(console, signal));
      if (dialect === undefined) continue;
      // What is still on its way belongs to our questions, not to the commands that follow.
      while ((await console.waitFor(() => true, QUIET_MS, signal)) !== undefined);
      return dialect;
    }
  } finally {
    untap();
  }
  throw new ProvisioningError('wifi-no-console', `no answer in any dialect within ${timeoutMs} ms`);
}

/** A console takes the packet for a command that it does not know: then there is no need to ask again. */
async function askImprov(
  console: FirmwareConsole,
  signal: AbortSignal,
): Promise<'improv' | undefined> {
  const { send, isAnswer } = improvProbe(console);
  for (let tries = 0; tries < IMPROV_TRIES; tries += 1) {
    await send();
    const answer = await console.waitFor(
      (line) => {
        if (isAnswer(line)) return 'improv';
        return atVerdict(line) || UNKNOWN_TO_CONSOLE.test(line) ? 'other' : undefined;
      },
      IMPROV_TIMEOUT_MS,
      signal,
    );
    if (answer === 'other') return undefined;
    if (answer) return answer;
  }
  return undefined;
}

async function askAt(
  console: FirmwareConsole,
  signal: AbortSignal,
): Promise<Exclude<WifiDialect, 'improv'> | undefined> {
  console.clear();
  await console.send('AT');
  const family = await console.waitFor(
    (line) => {
      if (UNKNOWN_TO_CONSOLE.test(line)) return 'console';
      return atVerdict(line) && 'at';
    },
    ANSWER_TIMEOUT_MS,
    signal,
  );
  if (family !== 'at') return family;
  console.clear();
  await console.send('AT+GMR');
  return await console.waitFor(
    (line) => {
      if (ESP_AT_VERSION.test(line)) return 'esp-at';
      return atVerdict(line) && 'spec-at'; // knows AT, and is not Espressif's
    },
    ANSWER_TIMEOUT_MS,
    signal,
  );
}

async function askConsole(
  console: FirmwareConsole,
  signal: AbortSignal,
): Promise<'console' | undefined> {
  console.clear();
  await console.send('');
  const isPrompt = (line: string) => (PROMPT.test(line) ? 'console' : undefined);
  return await console.waitFor(isPrompt, ANSWER_TIMEOUT_MS, signal);
}
