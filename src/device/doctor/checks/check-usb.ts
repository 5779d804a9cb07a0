import type { Finding } from '../../../contract/port-examination.ts';
import type { ComputerFacts, UsbDevice } from '../computer-facts.ts';
import { finding } from './finding.ts';

/** Whether a board or a serial adapter is on the USB at all; the port that was asked about may be none of USB. */
export function checkUsb({
  usb,
  insideWindows,
  ports,
  listed,
}: ComputerFacts): Finding | undefined {
  const boards = usb?.filter(isBoard) ?? [];
  if (boards.length > 0) return connected(boards);
  if (listed.length > 0 || ports.some(({ exists }) => exists)) return undefined;
  if (insideWindows) return notHandedOver();
  return finding({
    check: 'usb',
    state: 'not-found',
    ...(usb
      ? {
          title: 'No USB serial device is connected',
          text: `This computer sees ${count(usb.length)}, none of them a board or a serial adapter.`,
        }
      : {
          title: 'This computer has no serial port',
          text: 'It shows no USB device either. A container or a virtual machine has only what it was given.',
        }),
  });
}

function connected(boards: readonly UsbDevice[]): Finding {
  return finding({
    check: 'usb',
    state: 'ok',
    title: boards.length === 1 ? 'A board is connected' : `${boards.length} boards are connected`,
    text: `${boards.map(describe).join('. ')}.`,
  });
}

/** https://learn.microsoft.com/windows/wsl/connect-usb */
function notHandedOver(): Finding {
  return finding({
    check: 'usb',
    state: 'not-found',
    title: 'Windows has not handed over a USB device',
    text: 'This is Linux inside Windows. In PowerShell, `usbipd list` tells the number of the board for --busid.',
    command: 'usbipd attach --wsl --busid 1-1',
  });
}

/** A bridge that we know, or a device of any maker that the computer has made a serial port of. */
export function isBoard({ bridge, ports }: UsbDevice): boolean {
  return bridge !== undefined || ports.length > 0;
}

function describe({ name, bridge, vendorId, productId, ports }: UsbDevice): string {
  const kind = bridge === undefined ? '' : `, ${bridge}`;
  return `${name} (${vendorId}:${productId}${kind})${ports.length > 0 ? ` is ${ports.join(', ')}` : ''}`;
}

function count(devices: number): string {
  return devices === 0 ? 'no USB device' : `${devices} USB ${devices === 1 ? 'device' : 'devices'}`;
}
