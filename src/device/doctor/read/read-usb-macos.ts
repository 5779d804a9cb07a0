import { bridgeOf } from '../../usb-bridge.ts';
import type { UsbDevice } from '../computer-facts.ts';
import type { System } from '../system.ts';

/** The USB devices of a Mac, as `ioreg -p IOUSB -l -w0` tells them: a line for each node, then its properties. */
export async function readUsbMacos(system: System): Promise<UsbDevice[] | null> {
  const text = await system.run('/usr/sbin/ioreg', ['-p', 'IOUSB', '-l', '-w0']);
  if (text === undefined) return null;
  return text
    .split(/^[ |]*\+-o /m)
    .map(deviceOf)
    .filter((device) => device !== undefined);
}

function deviceOf(node: string): UsbDevice | undefined {
  const property = (name: string) =>
    new RegExp(`^[ |]*"${name}" = "?([^"\\n]*)"?$`, 'm').exec(node)?.[1];
  const vendorId = hexOf(property('idVendor'));
  const productId = hexOf(property('idProduct'));
  if (vendorId === undefined || productId === undefined) return undefined;
  if (property('bDeviceClass') === '9') return undefined; // a hub
  return {
    name:
      property('USB Product Name') ?? property('kUSBProductString') ?? `${vendorId}:${productId}`,
    vendorId,
    productId,
    bridge: bridgeOf(vendorId, productId),
    driver: undefined,
    ports: [],
  };
}

function hexOf(decimal: string | undefined): string | undefined {
  return decimal === undefined ? undefined : Number(decimal).toString(16).padStart(4, '0');
}
