import type { ModemLines } from '../../../src/virtual-bench/virtual-esp32/line/reset-circuit.ts';
import type { SerialBoard } from '../../../src/virtual-bench/virtual-esp32/line/rfc2217-server.ts';

/** A board that writes down what its port is told, and says what a test makes it say. */
export class FakeSerialBoard implements SerialBoard {
  readonly received: number[] = [];
  /** Each state of the lines: `D` and `R` where asserted. */
  readonly lines: string[] = [];
  hostBaud = 0;
  /** In how many pieces `received` came. */
  pieces = 0;
  discards = 0;
  pluggedIn = true;
  readonly #transmitListeners = new Set<(bytes: Uint8Array) => void>();
  readonly #unplugListeners = new Set<() => void>();
  #onChange: () => void = () => undefined;

  receive(bytes: Uint8Array): void {
    this.received.push(...bytes);
    this.pieces += 1;
    this.#onChange();
  }

  setLines({ dtr, rts }: ModemLines): void {
    this.lines.push(`${dtr ? 'D' : '-'}${rts ? 'R' : '-'}`);
    this.#onChange();
  }

  setHostBaudRate(baud: number): void {
    this.hostBaud = baud;
  }

  discardReceived(): void {
    this.discards += 1;
  }

  onTransmit(listener: (bytes: Uint8Array) => void): () => void {
    this.#transmitListeners.add(listener);
    return () => this.#transmitListeners.delete(listener);
  }

  onUnplug(listener: () => void): () => void {
    this.#unplugListeners.add(listener);
    return () => this.#unplugListeners.delete(listener);
  }

  transmit(bytes: readonly number[]): void {
    for (const listener of this.#transmitListeners) listener(Uint8Array.from(bytes));
  }

  unplug(): void {
    this.pluggedIn = false;
    for (const listener of this.#unplugListeners) listener();
  }

  /** Resolves once `condition` holds, looked at whenever something reaches the board. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#onChange = () => {
        if (condition()) resolve();
      };
      this.#onChange();
    });
  }
}
