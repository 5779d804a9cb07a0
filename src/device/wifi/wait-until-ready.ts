import { ProvisioningError } from '../../contract/provisioning-error.ts';
import type { FirmwareConsole } from './firmware-console.ts';

const PROBE_INTERVAL_MS = 100; // a firmware takes 0.3 to 2.3 s from reset to its console; answers of a ready one take 5 ms
const QUIET_MS = 50; // the answers to probes that queued while it booted come in one burst

/** A harmless command, and the lines that only a console which reads it prints. */
export interface Probe {
  name: string;
  send: () => Promise<void>;
  isAnswer: (line: string) => boolean;
}

/** Probes until the console answers. Throws `wifi-no-console` after `timeoutMs`. */
export async function waitUntilReady(
  console: FirmwareConsole,
  { name, send, isAnswer }: Probe,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  const answer = (line: string) => isAnswer(line) || undefined;
  const until = performance.now() + timeoutMs;
  let probes = 0;
  do {
    await send();
    probes++;
    if ((await console.waitFor(answer, PROBE_INTERVAL_MS, signal)) === undefined) continue;
    // Each queued probe answers as well, and an answer of theirs must not pass for that of a later command.
    while (probes-- > 1 && (await console.waitFor(answer, QUIET_MS, signal)) !== undefined);
    return;
  } while (performance.now() < until);
  throw new ProvisioningError('wifi-no-console', `no answer to ${name} within ${timeoutMs} ms`);
}
