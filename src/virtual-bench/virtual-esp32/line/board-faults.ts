/** What may be wrong with a board, its cable or its flash. */
export interface BoardFaults {
  /** The wire of DTR, RTS, RX or TX is broken: the boot pin, EN, what the chip hears, what it says. */
  readonly openWires?: readonly ('boot' | 'enable' | 'receive' | 'transmit')[];
  /** Above this rate, in baud, the line turns bits over. */
  readonly garblesAbove?: number;
  /** How many flasher stubs crash at their start before one runs. */
  readonly stubsThatCrash?: number;
  /** The stub cannot inflate: it says that too much came out, as some do over the USB of the ESP32-S3. */
  readonly inflatesWrong?: boolean;
  /** The flash is locked by its WP pin and status register: it acknowledges all and changes nothing. */
  readonly writeProtected?: boolean;
  /** Once it was reset into the bootloader the boot pin stays low: every reset ends in the ROM loader. */
  readonly staysInDownloadMode?: boolean;
  /**
   * The RTC watchdog that the firmware has started runs on through a reset over USB, and bites before a stub has done
   * anything, unless it is stopped.
   */
  readonly watchdogRunsOn?: boolean;
  /** The reset after this many does not bring the chip's USB back; only power does. */
  readonly usbDiesAfterResets?: number;
}

/** Every so many bytes of a line that is too fast for its cable one comes over wrong. */
const GARBLED_BYTE = 61;

/** The bytes as they come over a line that garbles. */
export function garbled(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, index) => (index % GARBLED_BYTE === 7 ? byte ^ 0x10 : byte));
}
