import { CHIPS, type ChipCapabilities, type ChipName } from '../../src/contract/chip.ts';
import type { UsbKind } from '../../src/virtual-bench/virtual-esp32/usb/usb-device.ts';
import type { VirtualEsp32 } from '../../src/virtual-bench/virtual-esp32/virtual-esp32.ts';
import { startBench, type Bench } from './bench.ts';
import { startUsbBench } from './usb-bench.ts';

/** A board out of its box, on one connection, and the whole bench around it. */
export interface MatrixBench extends AsyncDisposable {
  bench: Bench;
  board: VirtualEsp32;
  /** Where the board is now: over its own USB it is elsewhere after each reset. */
  port(): Promise<string>;
}

/** One way in which a board hangs on a computer. */
export interface MatrixConnection {
  name: string;
  exists: (chip: ChipName) => boolean;
  open: (chip: ChipName) => Promise<MatrixBench>;
}

export const MATRIX_CONNECTIONS: readonly MatrixConnection[] = [
  { name: 'UART', exists: () => true, open: onUart },
  {
    name: 'USB-Serial/JTAG',
    exists: (chip) => hasUsb(chip, 'serial-jtag'),
    open: (chip) => onItsOwnUsb(chip, 'serial-jtag'),
  },
  {
    name: 'native USB',
    exists: (chip) => hasUsb(chip, 'otg'),
    open: (chip) => onItsOwnUsb(chip, 'otg'),
  },
];

function hasUsb(chip: ChipName, way: 'serial-jtag' | 'otg'): boolean {
  const { usb }: ChipCapabilities = CHIPS[chip];
  return usb.includes(way);
}

async function onUart(chip: ChipName): Promise<MatrixBench> {
  const bench = await startBench({ device: { chip } });
  const { board, url } = bench.device;
  return {
    bench,
    board,
    port: () => Promise.resolve(url),
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  };
}

async function onItsOwnUsb(chip: ChipName, usb: UsbKind): Promise<MatrixBench> {
  const plugged = await startUsbBench({ chip, usb });
  const { bench, board } = plugged;
  return {
    bench,
    board,
    port: async () => (await plugged.port()).path,
    [Symbol.asyncDispose]: () => plugged[Symbol.asyncDispose](),
  };
}
