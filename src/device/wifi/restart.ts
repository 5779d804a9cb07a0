import { ProvisioningError } from '../../contract/provisioning-error.ts';
import type { FirmwareConsole } from './firmware-console.ts';
import { isResetLine } from './wait-for-boot.ts';

const REBOOT_TIMEOUT_MS = 5_000;

/**
 * Restarts the device by a command of its firmware; the ROM's banner is the proof, or that its USB went away and came
 * back. Throws `boot-silent`, `device-not-back`.
 */
export async function restart(
  console: FirmwareConsole,
  command: string,
  signal: AbortSignal,
): Promise<void> {
  console.clear();
  const wentAway = await console.acrossReset(() => console.send(command));
  if (wentAway) return;
  const restarted = await console.waitFor(
    (line) => isResetLine(line) || undefined,
    REBOOT_TIMEOUT_MS,
    signal,
  );
  if (restarted === undefined) {
    throw new ProvisioningError('boot-silent', `no boot banner after ${command}`);
  }
}
