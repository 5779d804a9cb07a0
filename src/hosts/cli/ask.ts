import { requests, type Output, type RequestChannel } from '../../contract/channels.ts';
import type { Secret } from '../../contract/secret.ts';
import type { Provisioner } from '../compose.ts';
import { errorOfFields } from '../dispatch.ts';
import { CommandError } from './command-error.ts';
import { EXIT_CODE } from './exit-code.ts';
import { safeText } from './safe-text.ts';

export interface RecordsLocation {
  dataDir: string;
  passphrase?: Secret | undefined;
}

/** One request and its answer. Throws a CommandError: wrong usage where the request cannot be made, else what failed. */
export async function askOnce<C extends RequestChannel>(
  channel: C,
  payload: unknown,
  { dataDir, passphrase }: RecordsLocation,
): Promise<Output<C>> {
  assertFits(channel, payload);
  // Loaded now: the database and the serial port take time that `--help` need not wait for.
  const { composeProvisioner } = await import('../compose.ts');
  await using provisioner = await composeProvisioner(
    { dataDir, passphrase },
    () => undefined, // nothing that is asked here tells events
  );
  for (const warning of provisioner.warnings)
    process.stderr.write(`Warning: ${safeText(warning)}\n`);
  return await ask(provisioner, channel, payload);
}

/** Throws a CommandError with what the host answered, where it refused. */
export async function ask<C extends RequestChannel>(
  provisioner: Provisioner,
  channel: C,
  payload: unknown,
): Promise<Output<C>> {
  const reply = await provisioner.dispatch(channel, payload);
  if (reply.ok) return reply.value;
  throw new CommandError(reply.error, EXIT_CODE.failed);
}

/** Refuses a request that the host would refuse, before a data folder or a port is touched for it. */
export function assertFits(channel: RequestChannel, payload: unknown): void {
  const parsed = requests[channel].input.safeParse(payload);
  if (!parsed.success) throw new CommandError(errorOfFields(parsed.error), EXIT_CODE.usage);
}
