/** The modem lines of a serial port as its host sets them: true is asserted (electrically low). */
export interface ModemLines {
  readonly dtr: boolean;
  readonly rts: boolean;
}

/** The two pins of the chip that the lines reach: true is high. */
export interface ResetPins {
  /** EN (CHIP_PU): low holds the chip in reset. */
  readonly enable: boolean;
  /** The boot strapping pin (GPIO0 on the ESP32 and ESP32-S3, GPIO9 on the ESP32-C6): low at reset asks for the ROM loader. */
  readonly boot: boolean;
}

/**
 * The two crossed transistors between a USB bridge and the chip, as on Espressif's development boards: RTS pulls EN
 * low only while DTR is not asserted, DTR pulls the boot pin low only while RTS is not; both together do nothing, so
 * that opening a port does not reset the board.
 * Source: "Boot Mode Selection" in Espressif's esptool documentation, and the schematic of the ESP32-DevKitC.
 */
export function resetPins({ dtr, rts }: ModemLines): ResetPins {
  return { enable: !(rts && !dtr), boot: !(dtr && !rts) };
}
