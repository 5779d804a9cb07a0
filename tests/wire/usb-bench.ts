import { createTiming } from '../../src/virtual-bench/virtual-esp32/time/timing.ts';
import {
  VirtualUsbBus,
  type BusPort,
} from '../../src/virtual-bench/virtual-esp32/usb/virtual-usb-bus.ts';
import {
  VirtualEsp32,
  type VirtualEsp32Options,
} from '../../src/virtual-bench/virtual-esp32/virtual-esp32.ts';
import { startBench, WIFI, type Bench } from './bench.ts';

/** Where the board of a test is plugged in. */
export const SOCKET = '1-4';

/** A board on a virtual USB bus, and the whole bench around it. */
export interface UsbBench extends AsyncDisposable {
  bench: Bench;
  bus: VirtualUsbBus;
  board: VirtualEsp32;
  /** Makes another board, to be plugged in by the test. */
  makeBoard(options: Partial<VirtualEsp32Options>): VirtualEsp32;
  /** The port of the board as it is listed now. */
  port(): Promise<BusPort>;
}

export async function startUsbBench(options: Partial<VirtualEsp32Options>): Promise<UsbBench> {
  await using stack = new AsyncDisposableStack();
  const boards: VirtualEsp32[] = [];
  stack.defer(() => boards.forEach((each) => each.close()));
  const makeBoard = (changes: Partial<VirtualEsp32Options>) => {
    const timing = createTiming('instant');
    const board = new VirtualEsp32({
      chip: 'esp32s3',
      mac: 'A0:B1:C2:D3:E4:F5',
      wifi: WIFI,
      timing,
      ...changes,
    });
    boards.push(board);
    return board;
  };
  const board = makeBoard(options);
  const bus = stack.use(new VirtualUsbBus());
  await bus.plug(SOCKET, board);
  const listMorePorts = () => bus.listPorts();
  const bench = stack.use(await startBench({ listMorePorts }));
  const running = stack.move();
  return {
    bench,
    bus,
    board,
    makeBoard,
    async port() {
      const [port] = await bus.listPorts();
      if (!port) throw new Error('no board is on the bus');
      return port;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
