import type { ChipName } from '../../../contract/chip.ts';

/**
 * What a board is on the bus: a bridge chip beside the ESP32 that stays whatever the ESP32 does, the ESP32's own
 * USB-Serial/JTAG, or its USB-OTG, which ROM and firmware each drive as a device of their own.
 */
export type UsbKind = 'bridge' | 'serial-jtag' | 'otg';

/** What the host reads from the descriptors; ids are four hex digits, in lower case. */
export interface UsbDevice {
  readonly vendorId: string;
  readonly productId: string;
  readonly serialNumber: string;
  readonly manufacturer: string;
}

/** The ROM's own product ids over OTG (Espressif's table of USB product ids); its serial number is always `0`. */
const ROM_PRODUCTS: Partial<Record<ChipName, string>> = {
  esp32s2: '0002',
  esp32s3: '0009',
  esp32p4: '0012',
};
/** TinyUSB with a serial port, as ESP-IDF's esp_tinyusb names itself. */
const FIRMWARE_PRODUCT = '4001';

/** `mac`: 12 hex digits. */
export function usbDevice(
  kind: UsbKind,
  { chip, mac, mode }: { chip: ChipName; mac: string; mode: 'download' | 'run' },
): UsbDevice {
  const espressif = { vendorId: '303a', manufacturer: 'Espressif' };
  switch (kind) {
    case 'bridge':
      return {
        vendorId: '10c4',
        productId: 'ea60',
        serialNumber: `bridge-${mac.toLowerCase()}`,
        manufacturer: 'Silicon Labs',
      };
    case 'serial-jtag':
      return {
        ...espressif,
        productId: '1001',
        serialNumber: mac.toUpperCase().replaceAll(/..(?=.)/g, '$&:'),
      };
    case 'otg':
      return mode === 'download'
        ? { ...espressif, productId: ROM_PRODUCTS[chip] ?? '0002', serialNumber: '0' }
        : { ...espressif, productId: FIRMWARE_PRODUCT, serialNumber: mac.toUpperCase() };
  }
}
