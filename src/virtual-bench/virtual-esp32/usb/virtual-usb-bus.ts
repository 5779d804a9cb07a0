import { startRfc2217Server, type Rfc2217Server } from '../line/rfc2217-server.ts';
import type { VirtualEsp32 } from '../virtual-esp32.ts';
import type { UsbDevice } from './usb-device.ts';

/** A serial port of the bus, as a computer lists its ports. */
export interface BusPort extends UsbDevice {
  /** `rfc2217://host:port`: another one each time that another device shows up. */
  readonly path: string;
  /** The socket of the bus, `1-4`: the same whatever is plugged into it. */
  readonly location: string;
}

/**
 * A USB bus without a computer's kernel: each device on it is a serial port behind an RFC 2217 server of its own. A
 * device that leaves the bus takes its port with it, and what comes instead has another one.
 */
export class VirtualUsbBus implements AsyncDisposable {
  readonly #sockets = new Map<string, UsbSocket>();

  /** Puts a board into a socket and waits until it is there. What was in the socket is out. */
  async plug(location: string, board: VirtualEsp32): Promise<void> {
    await this.unplug(location);
    const socket = new UsbSocket(location, board);
    this.#sockets.set(location, socket);
    board.plugIn();
    await socket.settled();
  }

  async unplug(location: string): Promise<void> {
    const socket = this.#sockets.get(location);
    this.#sockets.delete(location);
    await socket?.close();
  }

  /** What a computer would list. */
  listPorts(): Promise<BusPort[]> {
    return Promise.resolve([...this.#sockets.values()].flatMap(({ port }) => port ?? []));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const location of [...this.#sockets.keys()]) await this.unplug(location);
  }
}

class UsbSocket {
  readonly #location: string;
  readonly #board: VirtualEsp32;
  readonly #stopWatching: () => void;
  #server: Rfc2217Server | undefined;
  #device: UsbDevice | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(location: string, board: VirtualEsp32) {
    this.#location = location;
    this.#board = board;
    this.#stopWatching = board.onUsbChange(() => this.#follow());
    this.#follow();
  }

  get port(): BusPort | undefined {
    const { url } = this.#server ?? {};
    return this.#device && url !== undefined
      ? { ...this.#device, path: url, location: this.#location }
      : undefined;
  }

  settled(): Promise<void> {
    return this.#work;
  }

  async close(): Promise<void> {
    this.#stopWatching();
    this.#board.unplug();
    this.#serve(undefined);
    await this.#work;
  }

  #follow(): void {
    this.#serve(this.#board.usbDevice);
  }

  /** Changes come faster than servers close: each waits for the one before. */
  #serve(device: UsbDevice | undefined): void {
    this.#work = this.#work.then(async () => {
      const old = this.#server;
      this.#server = undefined;
      this.#device = device;
      await old?.close();
      if (device === undefined) return;
      this.#server = await startRfc2217Server(this.#board, { host: '127.0.0.1', port: 0 });
    });
  }
}
