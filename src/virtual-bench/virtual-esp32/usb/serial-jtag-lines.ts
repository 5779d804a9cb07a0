import type { ModemLines } from '../line/reset-circuit.ts';

/**
 * How the USB-Serial/JTAG peripheral takes DTR and RTS: each change is an order. Neither asserted clears the wish for
 * download mode, DTR alone makes it, RTS alone resets the chip by it, both together mean nothing. Source: the table
 * "Reset and boot mode selection via CDC-ACM" in the ESP32-C3's technical reference manual.
 */
export class SerialJtagLines {
  #download = false;

  get bootMode(): 'download' | 'run' {
    return this.#download ? 'download' : 'run';
  }

  /** True if these lines reset the chip. */
  take({ dtr, rts }: ModemLines): boolean {
    if (!rts) this.#download = dtr;
    return rts && !dtr;
  }
}
