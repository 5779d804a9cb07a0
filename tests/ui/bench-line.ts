import type { SerialBoard } from '../../src/virtual-bench/virtual-esp32/line/rfc2217-server.ts';
import type { VirtualEsp32 } from '../../src/virtual-bench/virtual-esp32/virtual-esp32.ts';

/** SLIP's frame mark, "request", FLASH_DEFL_END: everything is sent, and the flash has not said yet that it is written. */
const END_OF_WRITING = Buffer.from([0xc0, 0x00, 0x12]);

/** The line from the host to a board, at which a hand can be at the right moment: no deadline runs while it waits. */
export class BenchLine implements SerialBoard {
  readonly #board: VirtualEsp32;
  readonly #withoutReset: boolean;
  #pullsAtEndOfWriting = false;

  /** `withoutReset`: DTR and RTS lead nowhere, so only a hand on its buttons brings the board into download mode. */
  constructor(board: VirtualEsp32, { withoutReset }: { withoutReset: boolean }) {
    this.#board = board;
    this.#withoutReset = withoutReset;
  }

  /** Once: the cable is pulled when everything is sent to the flash and nothing is confirmed. */
  pullAtEndOfWriting(): void {
    this.#pullsAtEndOfWriting = true;
  }

  receive(bytes: Uint8Array): void {
    if (this.#pullsAtEndOfWriting && Buffer.from(bytes).includes(END_OF_WRITING)) {
      this.#pullsAtEndOfWriting = false;
      this.#board.unplug();
    } else {
      this.#board.receive(bytes);
    }
  }

  get pluggedIn() {
    return this.#board.pluggedIn;
  }
  discardReceived: SerialBoard['discardReceived'] = () => this.#board.discardReceived();
  setLines: SerialBoard['setLines'] = (lines) => {
    if (!this.#withoutReset) this.#board.setLines(lines);
  };
  setHostBaudRate: SerialBoard['setHostBaudRate'] = (baud) => this.#board.setHostBaudRate(baud);
  onTransmit: SerialBoard['onTransmit'] = (listener) => this.#board.onTransmit(listener);
  onUnplug: SerialBoard['onUnplug'] = (listener) => this.#board.onUnplug(listener);
}
