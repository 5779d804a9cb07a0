import { basename } from 'node:path';
import { bridgeOf } from '../../usb-bridge.ts';
import type { UsbDevice } from '../computer-facts.ts';
import type { System } from '../system.ts';

const USB = '/sys/bus/usb/devices';
const HUB_CLASS = '09';

/** The USB devices of a Linux computer, by the kernel's sysfs (Documentation/ABI/testing/sysfs-bus-usb). */
export async function readUsbLinux(system: System): Promise<UsbDevice[] | null> {
  const names = await system.list(USB);
  if (!names) return null;
  // `1-1.4` is a device, `1-1.4:1.0` its first interface, `usb1` the controller itself.
  const devices = names.filter((name) => /^\d+-[\d.]+$/.test(name));
  const found = await Promise.all(
    devices.map((device) => {
      const interfaces = names.filter((name) => name.startsWith(`${device}:`)).toSorted();
      return readDevice(system, device, interfaces);
    }),
  );
  return found.filter((device) => device !== undefined);
}

async function readDevice(
  system: System,
  device: string,
  interfaces: readonly string[],
): Promise<UsbDevice | undefined> {
  const attribute = async (name: string) =>
    (await system.readText(`${USB}/${device}/${name}`))?.trim();
  const vendorId = await attribute('idVendor');
  const productId = await attribute('idProduct');
  const isHub = (await attribute('bDeviceClass')) === HUB_CLASS;
  if (vendorId === undefined || productId === undefined || isHub) return undefined;
  const drivers = await Promise.all(interfaces.map((name) => system.link(`${USB}/${name}/driver`)));
  const ports = await Promise.all(interfaces.map((name) => portsOf(system, `${USB}/${name}`)));
  const driver = drivers.find((link) => link !== undefined);
  return {
    name: (await attribute('product')) || `${vendorId}:${productId}`,
    vendorId,
    productId,
    bridge: bridgeOf(vendorId, productId),
    driver: driver === undefined ? undefined : basename(driver),
    ports: ports.flat(),
  };
}

/** usbserial puts the port into the interface (`ttyUSB0`), cdc_acm one folder deeper (`tty/ttyACM0`). */
async function portsOf(system: System, folder: string): Promise<string[]> {
  const names = (await system.list(folder)) ?? [];
  const deeper = names.includes('tty') ? ((await system.list(`${folder}/tty`)) ?? []) : [];
  return [...names, ...deeper]
    .filter((name) => /^tty(USB|ACM)\d+$/.test(name))
    .map((name) => `/dev/${name}`);
}
