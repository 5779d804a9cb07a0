import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listDeviceNodes } from '../../../src/device/list-device-nodes.ts';
import { listPorts } from '../../../src/device/list-ports.ts';
import { bridgeOf } from '../../../src/device/usb-bridge.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ports-'));
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

/** Puts a USB serial port where the kernel would: its node in /dev, its facts above the tty in /sys. */
async function plugIn(name: string, facts: Record<string, string>): Promise<void> {
  const device = join(root, 'sys/devices/usb1/1-1');
  const tty = join(device, '1-1:1.0', name);
  await mkdir(join(root, 'dev'), { recursive: true });
  await mkdir(join(root, 'sys/class/tty', name), { recursive: true });
  await mkdir(tty, { recursive: true });
  await writeFile(join(root, 'dev', name), '');
  await symlink(tty, join(root, 'sys/class/tty', name, 'device'));
  for (const [fact, value] of Object.entries(facts)) {
    await writeFile(join(device, fact), `${value}\n`);
  }
}

const roots = () => ({ dev: join(root, 'dev'), sys: join(root, 'sys') });

test('a list of ports is had on every computer, be it empty', async () => {
  expect(await listPorts()).toBeInstanceOf(Array);
});

test('without udev, a USB port is found with what it says of itself', async () => {
  await plugIn('ttyUSB0', {
    idVendor: '10c4',
    idProduct: 'ea60',
    manufacturer: 'Silicon Labs',
    serial: '0001',
  });
  expect(await listDeviceNodes(roots())).toEqual([
    {
      path: join(root, 'dev/ttyUSB0'),
      vendorId: '10c4',
      productId: 'ea60',
      manufacturer: 'Silicon Labs',
      serialNumber: '0001',
      location: '1-1',
      bridge: 'CP210x',
    },
  ]);
});

test('without udev, a port that says nothing is listed, and what is no USB port is not', async () => {
  await plugIn('ttyACM3', {});
  await plugIn('tty1', {});
  expect(await listDeviceNodes(roots())).toEqual([{ path: join(root, 'dev/ttyACM3') }]);
});

test('without anything, there are no ports', async () => {
  expect(await listDeviceNodes(roots())).toEqual([]);
});

test.each([
  ['10c4', 'ea60', 'CP210x'],
  ['1a86', '7523', 'CH340'],
  ['0403', '6010', 'FTDI'],
  ['303a', '1001', 'USB-Serial/JTAG'],
  ['303a', '0009', 'USB-OTG'],
  ['dead', 'beef', undefined],
  [undefined, undefined, undefined],
])('%s:%s is %s', (vendorId, productId, bridge) => {
  expect(bridgeOf(vendorId, productId)).toBe(bridge);
});
