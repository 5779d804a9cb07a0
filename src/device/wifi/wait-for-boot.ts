import { ProvisioningError } from '../../contract/provisioning-error.ts';
import type { FirmwareConsole } from './firmware-console.ts';

// What mask ROMs print after a reset, as recorded from the ESP32 (2019) and ESP32-C3 (2021) ROMs:
//   rst:0x1 (POWERON_RESET),boot:0x12 (SPI_FAST_FLASH_BOOT)
const RESET = /rst:0x[0-9a-f]+ \([^)]*\),boot:0x[0-9a-f]+ \([^)]*\)/;
const DOWNLOAD_MODE = /waiting for download|wait uart\d? download|\((?:DOWNLOAD|UART\d?_BOOT)/i;
const NO_FIRMWARE = /invalid header: 0x|flash read err|No bootable app partitions/;
/** The ROM jumps into the second-stage bootloader; or, where the ROM is muted, the first ESP-IDF log line. */
const STARTED = /^entry 0x[0-9a-f]+|^[EWIDV] \(\d+\) /;

const TOO_MANY_RESETS = 3;

export function isResetLine(line: string): boolean {
  return RESET.test(line);
}

/**
 * Waits until the chip, just reset, has started what is in its flash, and has gone on for `watchMs` without another
 * reset; returns the line that names the reset. Throws `boot-download-mode`, `boot-loop` or, when nothing came in time,
 * `boot-silent`.
 */
export async function waitForBoot(
  console: FirmwareConsole,
  { timeoutMs, watchMs }: { timeoutMs: number; watchMs: number },
  signal: AbortSignal,
): Promise<string> {
  let resets = 0;
  let lastReset: string | undefined;
  const isNextReset = (line: string) => {
    if (DOWNLOAD_MODE.test(line)) throw new ProvisioningError('boot-download-mode', line);
    if (NO_FIRMWARE.test(line)) throw new ProvisioningError('boot-loop', line);
    if (!isResetLine(line)) return false;
    lastReset = line;
    if (++resets >= TOO_MANY_RESETS) throw new ProvisioningError('boot-loop', line);
    return true;
  };
  for (;;) {
    const started = await console.waitFor(
      (line) => (!isNextReset(line) && STARTED.test(line) ? line : undefined),
      timeoutMs,
      signal,
    );
    if (started === undefined) {
      throw new ProvisioningError('boot-silent', lastReset ?? 'no boot banner');
    }
    // What it says next is left to who listens next.
    if (watchMs === 0) return lastReset ?? started;
    const startsAgain = await console.waitFor(
      (line) => isNextReset(line) || undefined,
      watchMs,
      signal,
    );
    if (!startsAgain) return lastReset ?? started;
  }
}
