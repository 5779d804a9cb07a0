import { setImmediate } from 'node:timers/promises';
import type { Board } from '../board.ts';
import { SpiController } from './spi-controller.ts';

/** A load or store where no memory and no peripheral answers: the CPU takes an exception. */
export class BusFault extends Error {
  readonly address: number;

  constructor(address: number) {
    super(`nothing answers at 0x${address.toString(16)}`);
    this.name = 'BusFault';
    this.address = address;
  }
}

const WATCHDOG_KEY = 0x50d83aa1;
const WATCHDOG_ENABLE = 0x80000000;

/**
 * Everything that the CPU reaches by an address: RAM, eFuses, and the registers that esptool uses.
 * A register without a meaning here keeps what is written to it. Words are little-endian.
 */
export class Registers {
  readonly #board: Board;
  readonly #spi: SpiController;
  readonly #words = new Map<number, number>();
  #baudRate: number;

  /** `baudRate`: what the UART is set to at the start. */
  constructor(board: Board, baudRate: number) {
    this.#board = board;
    this.#spi = new SpiController(board.chip.spi, board.flash);
    this.#baudRate = baudRate;
    const { watchdog } = board.chip;
    if (watchdog && board.watchdogRunsOn) this.#words.set(watchdog.config0, WATCHDOG_ENABLE);
  }

  /** The RTC watchdog is on, and nobody here feeds it. */
  get watchdogIsOn(): boolean {
    const { watchdog } = this.#board.chip;
    return watchdog !== undefined && this.#watchdogIsEnabled(watchdog.config0);
  }

  /** The 32 bits at `address`, which need not be aligned; throws BusFault. */
  read(address: number): number {
    if (!this.#isMapped(address)) throw new BusFault(address);
    const shift = (address % 4) * 8;
    const low = this.#readWord(address - (address % 4));
    if (shift === 0) return low;
    const high = this.#readWord(address - (address % 4) + 4);
    return ((low >>> shift) | (high << (32 - shift))) >>> 0;
  }

  /** Throws BusFault; `address` is taken down to a multiple of 4. */
  write(address: number, value: number): void {
    if (!this.#isMapped(address)) throw new BusFault(address);
    const word = address - (address % 4);
    if (this.#isLocked(word)) return;
    this.#words.set(word, value >>> 0);
    this.#spi.write(word, value >>> 0);
    this.#board.efuses.write(word);
    this.#watchWatchdog(word, value >>> 0);
  }

  /** Copies into RAM, as MEM_DATA does; throws BusFault. */
  writeBytes(address: number, bytes: Uint8Array): void {
    const words = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
    words.set(bytes);
    const view = new DataView(words.buffer);
    for (let offset = 0; offset < words.length; offset += 4) {
      this.write(address + offset, view.getUint32(offset, true));
    }
  }

  /** Sets the chip's side of the line, and the divider that the host can read back. */
  setBaudRate(baudRate: number): void {
    this.#baudRate = baudRate;
    this.#board.setBaudRate(baudRate);
  }

  #readWord(address: number): number {
    const { chip, efuses } = this.#board;
    if (address === chip.uartClockDivider) return this.#clockDivider();
    return (
      chip.constants.get(address) ??
      efuses.read(address) ??
      this.#spi.read(address) ??
      this.#words.get(address) ??
      0
    );
  }

  /** Bits 0 to 19: whole part; bits 20 to 23: sixteenths. */
  #clockDivider(): number {
    const sixteenths = Math.floor((this.#board.chip.crystalHz * 16) / this.#baudRate);
    return ((sixteenths >>> 4) | ((sixteenths & 0xf) << 20)) >>> 0;
  }

  /** Armed and locked again, it bites after its timeout; esptool counts on the answer to the lock. */
  #watchWatchdog(address: number, value: number): void {
    const registers = this.#board.chip.watchdog;
    if (address !== registers?.writeProtect || value === WATCHDOG_KEY) return;
    if (!this.#watchdogIsEnabled(registers.config0)) return;
    const timeout = ((this.#words.get(registers.timeout) ?? 0) * 1000) / registers.clockHz;
    void this.#board.spend('device', timeout).then(async () => {
      await setImmediate(); // without a clock too, the answer to this write goes out before
      this.#board.reset('watchdog');
    });
  }

  #watchdogIsEnabled(config0: number): boolean {
    return ((this.#words.get(config0) ?? 0) & WATCHDOG_ENABLE) !== 0;
  }

  /** What the watchdog's configuration is told while it is locked does not count. */
  #isLocked(word: number): boolean {
    const { watchdog } = this.#board.chip;
    if (watchdog === undefined || word !== watchdog.config0) return false;
    return this.#words.get(watchdog.writeProtect) !== WATCHDOG_KEY;
  }

  #isMapped(address: number): boolean {
    return this.#board.chip.mapped.some(({ start, end }) => address >= start && address < end);
  }
}
