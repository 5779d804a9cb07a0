import { Activity } from './activity.ts';
import type { Loader, LoaderHardware } from './loader-hardware.ts';
import { slipFrame } from './slip.ts';

/** Bytes that the chip's UART holds until an interrupt takes them out, all at once. */
const UART_FIFO_SIZE = 128;

/**
 * What the two flasher stubs have in common: they greet with OHAI, an interrupt takes bytes off the
 * UART while a main loop runs the commands, and a load from a bad address ends it all.
 */
export abstract class StubProgram implements Loader {
  protected readonly hardware: LoaderHardware;
  /** No command is run any more; only a reset helps. */
  protected dead = false;
  readonly #crashProgramCounter: number | undefined;
  readonly #portions: Uint8Array[] = [];
  readonly #feeding = new Activity();
  readonly #commands = new Activity();
  /** A command under way waits for bytes of its own. */
  #wake: (() => void) | undefined;

  protected constructor(hardware: LoaderHardware, crashProgramCounter: number | undefined) {
    this.hardware = hardware;
    this.#crashProgramCounter = crashProgramCounter;
    hardware.send(slipFrame(Buffer.from('OHAI')));
  }

  /** What arrives together is seen in portions of the UART's size, each before the main loop goes on. */
  receive(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length; start += UART_FIFO_SIZE) {
      this.#portions.push(bytes.subarray(start, start + UART_FIFO_SIZE));
    }
    if (!this.#feeding.busy) void this.#feed();
  }

  stop(): void {
    this.hardware.halt();
  }

  async settled(): Promise<void> {
    await this.#feeding.settled();
    await this.#commands.settled();
  }

  /** The interrupt handler: takes what the UART holds. */
  protected abstract interrupt(bytes: Uint8Array): void;

  /** What to do for the next command, if there is one. */
  protected abstract nextCommand(): (() => Promise<void>) | undefined;

  /** For a command that needs more bytes: until an interrupt has brought some. */
  protected async moreBytes(): Promise<void> {
    this.#commands.end();
    await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  async #feed(): Promise<void> {
    this.#feeding.begin();
    for (let bytes = this.#portions.shift(); bytes; bytes = this.#portions.shift()) {
      if (this.dead || this.hardware.halted) break;
      this.interrupt(bytes);
      this.#goOn();
      if (this.#portions.length > 0) await this.#commands.settled();
    }
    this.#portions.length = 0;
    this.#feeding.end();
  }

  #goOn(): void {
    if (this.#commands.busy) return;
    this.#commands.begin();
    const wake = this.#wake;
    this.#wake = undefined;
    if (wake) wake();
    else void this.#mainLoop();
  }

  async #mainLoop(): Promise<void> {
    try {
      for (let run = this.nextCommand(); run && !this.dead; run = this.nextCommand()) await run();
    } catch (error) {
      this.dead = true;
      this.hardware.crash(error, this.#crashProgramCounter);
    } finally {
      this.#commands.end();
    }
  }
}
