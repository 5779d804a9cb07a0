import type { RunContext } from '../run-context.ts';
import type { ConnectedDevice } from '../tools.ts';

/** A firmware that crashes in its start is back at the ROM's banner by then: ESP-IDF restarts at once after a panic. */
const WATCHED_MS = 1_500;

/**
 * Resets the device into its firmware; returns the line that proves it. Where nothing is asked of the firmware
 * afterwards, it is watched for a while: one that starts over and over answers nobody, and does not pass for one that runs.
 */
export function startFirmware(
  { request: { profile, wifi, confirmWifi }, run }: RunContext,
  device: ConnectedDevice,
): Promise<string> {
  const watchMs = wifi && confirmWifi ? 0 : WATCHED_MS;
  return run.step(
    'boot',
    () => device.boot({ ...profile.serial, watchMs }, run.signal),
    (line) => line,
  );
}
