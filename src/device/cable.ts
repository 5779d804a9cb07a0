import type { Cable } from '../../embedded/esptool/reset.ts';
import type { SerialPortInfo } from './serial-port-info.ts';

const ESPRESSIF = '303a';
const SERIAL_JTAG = '1001';
/** Espressif's own bridge, an ESP32-S2 whose lines reach EN and IO0 of another board. Source: usb-pids of Espressif. */
const USB_BRIDGE = '1002';
/** What the ROMs of ESP32-S2, -S3 and -P4 call themselves over USB-OTG. Source: Espressif's table of USB product ids. */
const OTG_ROMS: readonly string[] = ['0002', '0009', '0012'];

/** What a port leads to, by its USB ids; `unknown` for a port that no list has, as behind a serial server. */
export function cableOf(port: SerialPortInfo | undefined): Cable {
  if (port?.vendorId === undefined) return 'unknown';
  if (port.vendorId !== ESPRESSIF || port.productId === USB_BRIDGE) return 'uart-bridge';
  return port.productId === SERIAL_JTAG ? 'usb-serial-jtag' : 'usb-otg';
}

/** Whether the chip's ROM drives this port: over USB-OTG ROM and firmware are two devices. */
export function isOtgRom({ vendorId, productId }: SerialPortInfo): boolean {
  return vendorId === ESPRESSIF && OTG_ROMS.includes(productId ?? '');
}
