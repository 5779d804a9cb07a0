import { readdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { SerialPortInfo } from './serial-port-info.ts';
import { bridgeOf } from './usb-bridge.ts';

/**
 * The USB serial ports of a Linux computer, straight from the kernel: the device nodes in /dev and, for their ids and
 * names, /sys. Never throws; what cannot be read is left out.
 */
export async function listDeviceNodes(
  roots = { dev: '/dev', sys: '/sys' },
): Promise<SerialPortInfo[]> {
  const names = await readdir(roots.dev).catch(() => []);
  const ports = names.filter((name) => /^tty(USB|ACM)\d+$/.test(name));
  return Promise.all(
    ports.map(async (name) => ({
      path: join(roots.dev, name),
      ...(await usbFacts(join(roots.sys, 'class/tty', name, 'device'))),
    })),
  );
}

/** The USB device is one to three folders above the tty's device; it is the first that has an idVendor. */
async function usbFacts(ttyDevice: string): Promise<Omit<SerialPortInfo, 'path'>> {
  let folder = await realpath(ttyDevice).catch(() => undefined);
  for (let depth = 0; folder !== undefined && depth < 4; depth += 1) {
    const vendorId = await attribute(folder, 'idVendor');
    if (vendorId !== undefined) {
      const productId = await attribute(folder, 'idProduct');
      const manufacturer = await attribute(folder, 'manufacturer');
      const serialNumber = await attribute(folder, 'serial');
      const bridge = bridgeOf(vendorId, productId);
      return {
        vendorId,
        ...(productId !== undefined && { productId }),
        ...(manufacturer !== undefined && { manufacturer }),
        ...(serialNumber !== undefined && { serialNumber }),
        location: basename(folder),
        ...(bridge !== undefined && { bridge }),
      };
    }
    folder = dirname(folder);
  }
  return {};
}

async function attribute(folder: string, name: string): Promise<string | undefined> {
  const text = await readFile(join(folder, name), 'utf8').catch(() => '');
  return text.trim() || undefined;
}
