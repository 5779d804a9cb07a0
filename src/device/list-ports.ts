import { SerialPort } from 'serialport';
import { z } from 'zod';
import { listDeviceNodes } from './list-device-nodes.ts';
import type { SerialPortInfo } from './serial-port-info.ts';
import { bridgeOf } from './usb-bridge.ts';

/** The serial ports of this computer, sorted by name. Never throws: a computer that cannot say has none. */
export async function listPorts(): Promise<SerialPortInfo[]> {
  const ports = await listWithSerialport().catch(() => listDeviceNodes());
  return ports.toSorted((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
}

/** Rejects on Linux without udev, as in containers. */
async function listWithSerialport(): Promise<SerialPortInfo[]> {
  const found: unknown[] = await SerialPort.list();
  const ports = found.map(fromSerialport);
  if (process.platform !== 'linux') return ports;
  // On Linux serialport does not say where a port is plugged in; the kernel does.
  const sockets = new Map((await listDeviceNodes()).map(({ path, location }) => [path, location]));
  return ports.map((port) => {
    const location = sockets.get(port.path);
    return location === undefined ? port : { ...port, location };
  });
}

/** What serialport's list says of a port, as far as we use it. */
const FoundPort = z.object({
  path: z.string(),
  manufacturer: z.string().optional(),
  serialNumber: z.string().optional(),
  vendorId: z.string().toLowerCase().optional(),
  productId: z.string().toLowerCase().optional(),
  locationId: z.string().optional(),
});

function fromSerialport(found: unknown): SerialPortInfo {
  const { path, manufacturer, serialNumber, vendorId, productId, locationId } =
    FoundPort.parse(found);
  const bridge = bridgeOf(vendorId, productId);
  return {
    path,
    ...(manufacturer !== undefined && { manufacturer }),
    ...(serialNumber !== undefined && { serialNumber }),
    ...(vendorId !== undefined && { vendorId }),
    ...(productId !== undefined && { productId }),
    ...(locationId !== undefined && { location: locationId }),
    ...(bridge !== undefined && { bridge }),
  };
}
