import type { Board, Program } from '../board.ts';
import type { Request } from './commands.ts';
import { crashText } from './crash-text.ts';
import { chipEraseTime, eraseTime, programTime, readTime } from '../silicon/flash.ts';
import { BusFault } from '../silicon/registers.ts';
import type { Registers } from '../silicon/registers.ts';

/** A loader, and when it has nothing left to do. */
export interface Loader extends Program {
  /** Resolves once every byte received so far has been dealt with. */
  settled(): Promise<void>;
}

/** The program was stopped in the middle of a command: unwind, and do nothing more. */
export class Halted extends Error {}

/**
 * The board as a loader uses it: registers, and a flash that takes its time. After `halt` nothing
 * reaches the board any more, whatever command was under way.
 */
export class LoaderHardware {
  readonly board: Board;
  readonly registers: Registers;
  #halted = false;
  /** An erase that was started and not waited for. */
  #erasing: Promise<void> = Promise.resolve();

  constructor(board: Board, registers: Registers) {
    this.board = board;
    this.registers = registers;
  }

  get halted(): boolean {
    return this.#halted;
  }

  halt(): void {
    this.#halted = true;
  }

  send(bytes: Uint8Array): void {
    if (!this.#halted) this.board.transmit(bytes);
  }

  /**
   * What is left to say for a program that threw `error`: the crash dump, if it was a load from
   * `programCounter` that found nothing; `undefined` is a chip that dies without a word. Throws
   * whatever is not the chip's doing.
   */
  crash(error: unknown, programCounter: number | undefined): void {
    if (error instanceof Halted) return;
    if (!(error instanceof BusFault)) throw error;
    if (programCounter === undefined) return;
    const text = crashText(this.board.chip.architecture, programCounter, error.address);
    this.send(Buffer.from(text, 'latin1'));
  }

  /** Reads while the flash chip is idle. */
  async readFlash(address: number, length: number): Promise<Uint8Array> {
    await this.#flashBusy(readTime(length));
    return this.board.flash.read(address, length);
  }

  async programFlash(address: number, data: Uint8Array): Promise<void> {
    await this.#flashBusy(programTime(address, data.length));
    this.board.flash.program(address, data);
  }

  async eraseFlash(address: number, length: number): Promise<void> {
    await this.#flashBusy(eraseTime(address, length));
    this.board.flash.erase(address, length);
  }

  async eraseWholeFlash(): Promise<void> {
    const { flash } = this.board;
    await this.#flashBusy(chipEraseTime(flash.size));
    flash.erase(0, flash.size);
  }

  /** Starts an erase and goes on; the next flash operation waits for it. */
  async startErase(address: number, length: number): Promise<void> {
    await this.#flashBusy(0);
    this.board.flash.erase(address, length);
    this.#erasing = this.board.spend('flash', eraseTime(address, length));
  }

  /** Write `index` of a WRITE_REG: address, value, mask, and a delay before it in microseconds. */
  async writeRegister(request: Request, index: number): Promise<void> {
    const [address, value] = [request.word(4 * index), request.word(4 * index + 1)];
    const [mask, delay] = [request.word(4 * index + 2), request.word(4 * index + 3)];
    if (delay > 0) await this.wait(delay / 1000);
    const kept = mask === 0xffffffff ? 0 : this.registers.read(address) & ~mask;
    this.registers.write(address, (value & mask) | kept);
  }

  /** Keeps the program, not the flash, busy. Throws Halted if it was stopped meanwhile. */
  async wait(ms: number): Promise<void> {
    await this.board.spend('device', ms);
    this.#checkHalted();
  }

  async #flashBusy(ms: number): Promise<void> {
    await this.#erasing;
    await this.board.spend('flash', ms);
    this.#checkHalted();
  }

  #checkHalted(): void {
    if (this.#halted) throw new Halted();
  }
}
