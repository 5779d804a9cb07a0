import { z } from 'zod';

import type { ResetBefore } from './profile.ts';

/** The chips that this program provisions, by the names that esptool uses. */
export const ChipName = z.enum([
  'esp32',
  'esp32s2',
  'esp32s3',
  'esp32c2',
  'esp32c3',
  'esp32c5',
  'esp32c6',
  'esp32c61',
  'esp32h2',
  'esp32p4',
]);
export type ChipName = z.infer<typeof ChipName>;

export type WifiBand = '2.4 GHz' | '5 GHz';

/** How the chip's own USB pins speak to a computer: as the USB-Serial/JTAG peripheral, or as a USB device of the ROM. */
export type ChipUsb = 'serial-jtag' | 'otg';

/** What a chip can do, and what it cannot, as far as anybody who provisions it has to know. */
export interface ChipCapabilities {
  /** As people write it, and as esptool prints it. */
  readonly title: string;
  /** None: the chip has no Wi-Fi. */
  readonly wifiBands: readonly WifiBand[];
  readonly usb: readonly ChipUsb[];
  /** The ways into its bootloader; `usb-reset` needs the USB-Serial/JTAG peripheral. */
  readonly resets: readonly ResetBefore[];
  /** esptool can restart it by its watchdog, for a connection on which no line reaches EN. */
  readonly watchdogReset: boolean;
  /** The eFuses hold two more bytes that make the MAC an EUI-64 (IEEE 802.15.4); the base MAC stays the identity. */
  readonly macExtension: 'eui-64' | undefined;
  /** Has eFuses for a second identifier beside the MAC (OPTIONAL_UNIQUE_ID), which the factory may have burnt. */
  readonly uniqueId: boolean;
  /** Sizes of the flash that its ROM and its stub can reach, in MB: those of 24-bit addresses, or beyond. */
  readonly flashMegabytes: readonly number[];
  readonly security: {
    readonly flashEncryption: boolean;
    readonly secureDownloadMode: boolean;
    /** Has the HMAC peripheral, from which NVS can derive its encryption keys. */
    readonly nvsKeysByHmac: boolean;
  };
  /** Where the second stage bootloader lies in the flash, in bytes. */
  readonly bootloaderOffset: number;
}

const REACHED_BY_24_BITS = [1, 2, 4, 8, 16] as const;
const REACHED_BY_32_BITS = [...REACHED_BY_24_BITS, 32, 64, 128] as const;
const BY_LINES = ['default-reset', 'no-reset'] as const;
const BY_LINES_OR_USB = ['default-reset', 'usb-reset', 'no-reset'] as const;
const SINCE_S2 = { flashEncryption: true, secureDownloadMode: true, nvsKeysByHmac: true } as const;

/**
 * The one table of what the chips can do; a new chip is a new row. Sources: Espressif's data sheets for radio and
 * security, esptool's target classes for the rest; tests/conformance holds the two against each other.
 */
export const CHIPS = {
  esp32: {
    title: 'ESP32',
    wifiBands: ['2.4 GHz'],
    usb: [],
    resets: BY_LINES,
    watchdogReset: false,
    macExtension: undefined,
    uniqueId: false,
    flashMegabytes: REACHED_BY_24_BITS,
    security: { flashEncryption: true, secureDownloadMode: false, nvsKeysByHmac: false },
    bootloaderOffset: 0x1000,
  },
  esp32s2: {
    title: 'ESP32-S2',
    wifiBands: ['2.4 GHz'],
    usb: ['otg'],
    resets: BY_LINES,
    watchdogReset: true,
    macExtension: undefined,
    uniqueId: true,
    flashMegabytes: REACHED_BY_24_BITS,
    security: SINCE_S2,
    bootloaderOffset: 0x1000,
  },
  esp32s3: {
    title: 'ESP32-S3',
    wifiBands: ['2.4 GHz'],
    usb: ['serial-jtag', 'otg'],
    resets: BY_LINES_OR_USB,
    watchdogReset: true,
    macExtension: undefined,
    uniqueId: true,
    flashMegabytes: REACHED_BY_32_BITS,
    security: SINCE_S2,
    bootloaderOffset: 0,
  },
  esp32c2: {
    title: 'ESP32-C2',
    wifiBands: ['2.4 GHz'],
    usb: [],
    resets: BY_LINES,
    watchdogReset: true,
    macExtension: undefined,
    uniqueId: false,
    flashMegabytes: REACHED_BY_24_BITS,
    security: { ...SINCE_S2, nvsKeysByHmac: false },
    bootloaderOffset: 0,
  },
  esp32c3: {
    title: 'ESP32-C3',
    wifiBands: ['2.4 GHz'],
    usb: ['serial-jtag'],
    resets: BY_LINES_OR_USB,
    watchdogReset: true,
    macExtension: undefined,
    uniqueId: true,
    flashMegabytes: REACHED_BY_24_BITS,
    security: SINCE_S2,
    bootloaderOffset: 0,
  },
  esp32c5: {
    title: 'ESP32-C5',
    wifiBands: ['2.4 GHz', '5 GHz'],
    usb: ['serial-jtag'],
    resets: BY_LINES_OR_USB,
    watchdogReset: true,
    macExtension: 'eui-64',
    uniqueId: true,
    flashMegabytes: REACHED_BY_32_BITS,
    security: SINCE_S2,
    bootloaderOffset: 0x2000,
  },
  esp32c6: {
    title: 'ESP32-C6',
    wifiBands: ['2.4 GHz'],
    usb: ['serial-jtag'],
    resets: BY_LINES_OR_USB,
    watchdogReset: false,
    macExtension: 'eui-64',
    uniqueId: true,
    flashMegabytes: REACHED_BY_24_BITS,
    security: SINCE_S2,
    bootloaderOffset: 0,
  },
  esp32c61: {
    title: 'ESP32-C61',
    wifiBands: ['2.4 GHz'],
    usb: ['serial-jtag'],
    resets: BY_LINES_OR_USB,
    watchdogReset: true,
    macExtension: undefined,
    uniqueId: true,
    flashMegabytes: REACHED_BY_32_BITS,
    security: { ...SINCE_S2, nvsKeysByHmac: false },
    bootloaderOffset: 0,
  },
  esp32h2: {
    title: 'ESP32-H2',
    wifiBands: [],
    usb: ['serial-jtag'],
    resets: BY_LINES_OR_USB,
    watchdogReset: false,
    macExtension: 'eui-64',
    uniqueId: true,
    flashMegabytes: REACHED_BY_24_BITS,
    security: SINCE_S2,
    bootloaderOffset: 0,
  },
  esp32p4: {
    title: 'ESP32-P4',
    wifiBands: [],
    usb: ['serial-jtag', 'otg'],
    resets: BY_LINES_OR_USB,
    watchdogReset: true,
    macExtension: undefined,
    uniqueId: true,
    flashMegabytes: REACHED_BY_32_BITS,
    security: SINCE_S2,
    bootloaderOffset: 0x2000,
  },
} as const satisfies Record<ChipName, ChipCapabilities>;
