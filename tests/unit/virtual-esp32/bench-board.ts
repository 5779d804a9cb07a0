import type {
  Board,
  Program,
  ResetReason,
} from '../../../src/virtual-bench/virtual-esp32/board.ts';
import type { ChipModel } from '../../../src/virtual-bench/virtual-esp32/chip-model.ts';
import { Efuses } from '../../../src/virtual-bench/virtual-esp32/silicon/efuses.ts';
import type { SecurityFuses } from '../../../src/virtual-bench/virtual-esp32/silicon/efuses.ts';
import { Flash } from '../../../src/virtual-bench/virtual-esp32/silicon/flash.ts';
import type { Loader } from '../../../src/virtual-bench/virtual-esp32/loaders/loader-hardware.ts';
import { createRomLoader } from '../../../src/virtual-bench/virtual-esp32/loaders/rom-loader.ts';

export interface BenchOptions {
  mac?: string;
  flash?: Flash;
  security?: SecurityFuses;
  uniqueId?: string;
}

/** A chip that is held in download mode, on a bench without a clock: everything takes no time. */
export class BenchBoard implements Board {
  readonly chip: ChipModel;
  readonly flash: Flash;
  readonly efuses: Efuses;
  /** Milliseconds that the chip would have been busy. */
  readonly spent = { wire: 0, flash: 0, device: 0 };
  readonly baudRates: number[] = [];
  readonly resets: ResetReason[] = [];
  booted = false;
  #program: Loader;
  #sent: Uint8Array[] = [];

  constructor(chip: ChipModel, options: BenchOptions = {}) {
    this.chip = chip;
    this.flash = options.flash ?? new Flash(0x400000);
    const { mac = '240AC4000001', security, uniqueId } = options;
    this.efuses = new Efuses(chip, mac, security, uniqueId);
    this.#program = createRomLoader(this);
  }

  /** Sends to the chip, and answers with all that it sends back. */
  async exchange(bytes: Uint8Array): Promise<Buffer> {
    this.#program.receive(bytes);
    return this.collect();
  }

  /** What the chip has sent since the last time, once it has nothing left to do. */
  async collect(): Promise<Buffer> {
    let program: Loader;
    do {
      program = this.#program;
      await program.settled();
    } while (program !== this.#program);
    const sent = Buffer.concat(this.#sent);
    this.#sent = [];
    return sent;
  }

  readonly inflatesWrong = false;

  readonly watchdogRunsOn = false;

  takeStubCrash(): boolean {
    return false;
  }

  transmit(bytes: Uint8Array): void {
    this.#sent.push(Uint8Array.from(bytes));
  }

  setBaudRate(baud: number): void {
    this.baudRates.push(baud);
  }

  spend(account: 'wire' | 'flash' | 'device', ms: number): Promise<void> {
    this.spent[account] += ms;
    return Promise.resolve();
  }

  run(program: Program): void {
    this.#program.stop();
    this.#program = asLoader(program);
  }

  boot(): void {
    this.booted = true;
    this.#program.stop();
  }

  reset(reason: ResetReason): void {
    this.resets.push(reason);
    const { head, resetReasons, download } = this.chip.banner;
    const prompt = download.prompt === '' ? '' : `${download.prompt}\r\n`;
    this.transmit(
      Buffer.from(
        `${head}rst:${resetReasons[reason]},boot:${download.boot}\r\n${prompt}`,
        'latin1',
      ),
    );
    this.run(createRomLoader(this));
  }
}

function asLoader(program: Program): Loader {
  if (!('settled' in program)) throw new TypeError('not a loader');
  return program as Loader;
}
