import type { ConnectionParts } from './connection-parts.ts';
import { isFinal } from './esptool-error.ts';
import { acrossReset, setBaudRate } from './line-calls.ts';
import { ROM_BAUD_RATE } from './loader.ts';
import { hardReset, USB_RESET_MS } from './reset.ts';
import { bitesOnce, watchdogWrites } from './watchdog-reset.ts';

/** RTC_CNTL_OPTION1 of the ESP32-S3: bit 0 makes every reset end in the bootloader. Source: its reference manual. */
const ESP32S3_FORCE_DOWNLOAD_BOOT = { address: 0x6000_812c, value: 0, mask: 1 };

/**
 * Lets go of the line and resets the chip into its firmware, as esptool does it: by RTS; over USB-OTG, whose RTS
 * reaches no pin, by the watchdog.
 */
export async function leaveBootloader(parts: ConnectionParts, signal: AbortSignal): Promise<void> {
  const { line, loader, chip, cable, before, secureDownloadMode } = parts;
  // Where RTS reaches EN the reset clears that bit itself; over native USB it does not.
  const throughPins =
    before === 'default-reset' && cable !== 'usb-otg' && cable !== 'usb-serial-jtag';
  if (chip === 'esp32s3' && !throughPins && !secureDownloadMode) {
    await loader.writeRegs([ESP32S3_FORCE_DOWNLOAD_BOOT], signal).catch(unlessFinal);
  }
  const watchdog = cable === 'usb-otg' && !secureDownloadMode ? watchdogWrites(chip) : undefined;
  if (watchdog !== undefined) {
    await acrossReset(line, () => bitesOnce(loader, watchdog, signal), signal);
    loader.link.detach();
    return;
  }
  loader.link.detach();
  const ofUsb = cable === 'usb-serial-jtag' || cable === 'usb-otg';
  const resetMs = ofUsb ? USB_RESET_MS : parts.resetMs;
  const whileInReset = () => setBaudRate(line, ROM_BAUD_RATE, signal);
  await acrossReset(line, () => hardReset(line, { resetMs, whileInReset, signal }), signal);
}

function unlessFinal(error: unknown): void {
  if (isFinal(error)) {
    throw error;
  }
}
