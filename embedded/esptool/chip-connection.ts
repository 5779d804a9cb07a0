import { isDeepStrictEqual } from 'node:util';
import { slowerRate } from './baud-ladder.ts';
import {
  CHIP_MAGIC_REGISTER,
  magicOf,
  readMacBytes,
  stubImage,
  type ReadRegister,
} from './chips.ts';
import { words } from './commands.ts';
import type { ConnectionParts } from './connection-parts.ts';
import { enterBootloader } from './enter-bootloader.ts';
import { EsptoolError, isFinal, isOfTheWire, type EsptoolErrorCode } from './esptool-error.ts';
import { pause, setBaudRate } from './line-calls.ts';
import { leaveBootloader } from './leave-bootloader.ts';
import { ROM_BAUD_RATE, type Loader } from './loader.ts';
import { quietingWrites } from './quiet-watchdogs.ts';
import { romBaudArgument } from './rom-baud.ts';
import { startStub } from './stub.ts';

/** The chip lets the last byte of its answer out before it changes its rate: 10 ms in the slowest stub. */
const BAUD_SETTLE_MS = 20;
const BAUD_PROBE_TIMEOUT_MS = 300; // the answer needs 15 ms over the slowest bridge
const BAUD_ANSWER_TIMEOUT_MS = 500; // likewise; an answer that is later is lost
const ATTEMPTS = 3;

/** The way to one chip, and what it takes to keep it: stub, baud rate, starting over. */
export class ChipConnection {
  readonly loader: Loader;
  readonly #parts: ConnectionParts;
  /** eFuse words never change, so each is read once. */
  readonly #fuses = new Map<number, number>();
  #resetMs: number;
  #targetBaudRate: number;
  #romChangesBaud: boolean;
  #stubWanted = false;
  #mac: string | undefined;
  #challengeValue: number | undefined;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.loader = parts.loader;
    this.#resetMs = parts.resetMs;
    this.#challengeValue = magicOf(parts.chip);
    this.#targetBaudRate = parts.loader.baudRate;
    // A ROM that goes deaf at the new rate has to be reset.
    this.#romChangesBaud = parts.before !== 'no-reset';
  }

  /** For whoever hears what the session does. */
  note(message: string): void {
    this.#parts.onLog(message);
  }

  /** Reads eFuse words and what else never changes. Throws `secure-download-mode`. */
  fuseReader(signal: AbortSignal): ReadRegister {
    const readRegister = this.#registerReader(signal);
    return async (address) => {
      const value = this.#fuses.get(address) ?? (await readRegister(address));
      this.#fuses.set(address, value);
      return value;
    };
  }

  /**
   * What `ask` reads from the chip's registers, or what it throws about that, asked until it is the same twice: an
   * answer has no checksum, and does not say which question it belongs to. Throws `noise`, `secure-download-mode`, and
   * what `ask` throws.
   */
  async agreed<T>(ask: (read: ReadRegister) => Promise<T>, signal: AbortSignal): Promise<T> {
    const read = this.#registerReader(signal);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const first = await outcomeOf(ask(read));
      const inStep = await this.#isInStep(signal);
      const second = await outcomeOf(ask(read));
      if (inStep && (await this.#isInStep(signal)) && isDeepStrictEqual(first, second)) {
        return valueOf(first);
      }
      this.loader.markInDoubt();
    }
    throw new EsptoolError('noise', 'The chip answers the same question differently each time');
  }

  /** Throws `noise` if the next answer would not belong to the next question; the one after it will again. */
  async challenge(signal: AbortSignal): Promise<void> {
    if (!(await this.#isInStep(signal))) {
      this.loader.markInDoubt();
      throw new EsptoolError('noise', 'An answer of the chip belongs to another question');
    }
  }

  /** Stops the watchdogs that a reset through USB-Serial/JTAG leaves running. */
  async quietWatchdogs(signal: AbortSignal): Promise<void> {
    const writes = quietingWrites(this.#parts);
    if (writes !== undefined && !this.#parts.secureDownloadMode) {
      await this.loader.writeRegs(writes, signal);
    }
  }

  /** The base MAC address. Throws `device-changed` if it is another one than before. */
  async readMac(signal: AbortSignal): Promise<Uint8Array> {
    const mac = await this.agreed((read) => readMacBytes(this.#parts.chip, read), signal);
    const text = Buffer.from(mac).toString('hex');
    if (this.#mac !== undefined && this.#mac !== text) {
      throw new EsptoolError('device-changed');
    }
    this.#mac = text;
    return mac;
  }

  /** Starts the flasher stub, unless it runs. Throws `stub-failed`, `chip-unsupported`, `secure-download-mode`. */
  async runStub(signal: AbortSignal): Promise<void> {
    this.#stubWanted = true;
    if (this.loader.kind === 'stub') {
      return;
    }
    const { chip, cable, onLog } = this.#parts;
    const readFuse = this.fuseReader(signal);
    if (this.#mac === undefined) {
      await this.readMac(signal);
    }
    const stub = { image: await stubImage(chip, readFuse), cable };
    onLog('Uploading the flasher stub');
    try {
      await startStub(this.loader, stub, signal);
    } catch (error) {
      if (isFinal(error)) {
        throw error;
      }
      onLog(
        `The flasher stub did not start at ${this.loader.baudRate} baud, trying once more at ${ROM_BAUD_RATE}`,
      );
      await this.#reenterBootloader(signal);
      await startStub(this.loader, stub, signal);
    }
    onLog('The flasher stub is running');
    await this.changeBaud(this.#targetBaudRate, signal);
  }

  /**
   * Changes the rate on both sides, in baud; from then on it is the rate to come back to. Before the stub runs, a ROM
   * that cannot do it leaves it to the stub. A rate at which the line does not work is given up for the next lower one.
   * Returns the rate that holds now.
   */
  async changeBaud(baudRate: number, signal: AbortSignal): Promise<number> {
    const { loader } = this;
    this.#targetBaudRate = baudRate;
    if (baudRate === loader.baudRate || this.#parts.secureDownloadMode) {
      return loader.baudRate;
    }
    const argument = await this.#baudArgument(baudRate, signal);
    if (argument === undefined) {
      return loader.baudRate;
    }
    try {
      await this.#switchBaud(baudRate, argument, signal);
    } catch (error) {
      if (isFinal(error)) {
        throw error;
      }
      await this.#giveUpBaud(baudRate, signal);
    }
    return loader.baudRate;
  }

  /**
   * Does `work`. Where the wire spoils it, the chip is started over and it is done again: once more at the same rate,
   * then at each lower one. Throws what the last try threw; `device-changed` if another chip answers meanwhile.
   */
  async steadily<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        const slower = slowerRate(this.loader.baudRate);
        if (!isOfTheWire(error) || (tries >= ATTEMPTS && slower === undefined)) {
          throw error;
        }
        if (tries >= 2 && slower !== undefined) {
          this.#targetBaudRate = slower;
          this.#parts.onLog(`The line is disturbed, going on at ${slower} baud`);
        }
        await this.#startOver(signal);
      }
    }
  }

  /** Lets go of the line, then resets the chip into its firmware; the line is at 115200 baud from before the reset on. */
  async hardReset(signal: AbortSignal): Promise<void> {
    await leaveBootloader({ ...this.#parts, resetMs: this.#resetMs }, signal);
  }

  /** Reset, bootloader, and what ran before: stub, baud rate. */
  async #startOver(signal: AbortSignal): Promise<void> {
    this.#parts.onLog('Starting over with a reset of the chip');
    await this.#reenterBootloader(signal);
    if (this.#stubWanted) {
      await this.runStub(signal);
    }
  }

  async #reenterBootloader(signal: AbortSignal): Promise<void> {
    const { line, before, cable } = this.#parts;
    this.#resetMs = await enterBootloader(line, this.loader, { before, cable, signal });
    this.#fuses.clear(); // it may be another chip
    this.#challengeValue = magicOf(this.#parts.chip);
    await this.challenge(signal);
    await this.quietWatchdogs(signal);
    if (this.#mac !== undefined) {
      await this.readMac(signal);
    }
  }

  /**
   * Reads a word whose value is known: an answer that came twice, or late, shows here. Where it is not known it is
   * learned, from the first register that is read at all.
   */
  async #isInStep(signal: AbortSignal): Promise<boolean> {
    if (this.#parts.secureDownloadMode) {
      return true;
    }
    const value = await this.loader.readReg(CHIP_MAGIC_REGISTER, signal);
    this.#challengeValue ??= value;
    return value === this.#challengeValue;
  }

  #registerReader(signal: AbortSignal): ReadRegister {
    if (this.#parts.secureDownloadMode) {
      throw new EsptoolError('secure-download-mode');
    }
    return (address) => this.loader.readReg(address, signal);
  }

  async #baudArgument(baudRate: number, signal: AbortSignal): Promise<number | undefined> {
    if (this.loader.kind === 'stub') {
      return baudRate;
    }
    return this.#romChangesBaud
      ? romBaudArgument(this.#parts.chip, baudRate, this.fuseReader(signal))
      : undefined;
  }

  /** An answer that is lost does not tell at which rate the chip is now; the probe does. */
  async #switchBaud(baudRate: number, argument: number, signal: AbortSignal): Promise<void> {
    const { loader } = this;
    const { line, onLog } = this.#parts;
    const before = loader.baudRate;
    const oldRate = loader.kind === 'stub' ? before : 0; // the stub wants to know, the ROM wants 0
    const data = words(argument, oldRate);
    const timeoutMs = BAUD_ANSWER_TIMEOUT_MS;
    for (let attempt = 1; ; attempt += 1) {
      let unanswered: unknown;
      try {
        await loader.command({ name: 'CHANGE_BAUDRATE', data, timeoutMs }, signal);
      } catch (error) {
        if (!isOfTheWire(error)) {
          throw error;
        }
        unanswered = error;
      }
      await setBaudRate(line, baudRate, signal);
      loader.baudRate = baudRate;
      await pause(line, BAUD_SETTLE_MS, signal);
      try {
        await loader.readReg(CHIP_MAGIC_REGISTER, signal, BAUD_PROBE_TIMEOUT_MS);
        onLog(`Running at ${baudRate} baud`);
        return;
      } catch (error) {
        if (unanswered === undefined || attempt === 2 || !isOfTheWire(error)) {
          throw error;
        }
      }
      await setBaudRate(line, before, signal); // the question was lost, not the answer
      loader.baudRate = before;
    }
  }

  /** Where the ROM failed the stub may still do it; where the stub failed, a lower rate may do. */
  async #giveUpBaud(baudRate: number, signal: AbortSignal): Promise<void> {
    const { onLog } = this.#parts;
    if (this.loader.kind === 'rom') {
      onLog(`The bootloader does not answer at ${baudRate} baud, leaving that to the stub`);
      this.#romChangesBaud = false;
      await this.#reenterBootloader(signal);
      return;
    }
    this.#targetBaudRate = slowerRate(baudRate) ?? ROM_BAUD_RATE;
    onLog(`The chip does not answer at ${baudRate} baud, going on at ${this.#targetBaudRate}`);
    await this.#startOver(signal);
  }
}

type Outcome<T> = { value: T } | { code: EsptoolErrorCode; message: string };

/** What came of it: a verdict about the chip is an outcome too, an answer that did not come is none. */
async function outcomeOf<T>(asked: Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await asked };
  } catch (error) {
    if (!(error instanceof EsptoolError) || isFinal(error) || isOfTheWire(error)) {
      throw error;
    }
    return { code: error.code, message: error.message };
  }
}

function valueOf<T>(outcome: Outcome<T>): T {
  if ('code' in outcome) {
    throw new EsptoolError(outcome.code, outcome.message);
  }
  return outcome.value;
}
