import { setTimeout as sleep } from 'node:timers/promises';
import { ProvisioningError } from '../contract/provisioning-error.ts';
import { DataListeners } from './data-listeners.ts';
import type { ControlLines, SerialLine } from './serial-line.ts';
import type { SerialPortInfo } from './serial-port-info.ts';

/** A board is on the bus again within a second; an operating system that loads a driver first needs a few more. */
const RETURN_TIMEOUT_MS = 10_000;
const LOOK_EVERY_MS = 100;
/** USB-Serial/JTAG may stay where it is through a reset: after this time without a loss it has. */
const LEAVE_TIMEOUT_MS = 500;
/** The ROM's and the firmware's USB-OTG devices are two: one of them goes for certain. */
const OTG_LEAVE_TIMEOUT_MS = 3000;

export interface ReturningLineParts {
  inner: SerialLine;
  port: SerialPortInfo;
  leavesForCertain: boolean;
  baudRate: number;
  listPorts: () => Promise<SerialPortInfo[]>;
  open: (path: string, baudRate: number, signal: AbortSignal) => Promise<SerialLine>;
  onNote: (text: string) => void;
}

/**
 * A line to a chip's own USB, which goes away with a reset and comes back, often under another name: within
 * `acrossReset` it is looked for by where it is plugged in, or by its USB serial number. A loss at any other time is one.
 */
export class ReturningLine implements SerialLine {
  readonly #parts: ReturningLineParts;
  readonly #listeners = new DataListeners();
  readonly #lost = new AbortController();
  readonly #closing = new AbortController();
  #inner: SerialLine;
  #port: SerialPortInfo;
  #baudRate: number;
  #resetting = false;
  #left: (() => void) | undefined;
  #heard: (() => void) | undefined;
  #away: Promise<void> | undefined;
  #returns = 0;

  constructor(parts: ReturningLineParts) {
    this.#parts = parts;
    this.#inner = parts.inner;
    this.#port = parts.port;
    this.#baudRate = parts.baudRate;
    this.#adopt(parts.inner);
  }

  get path(): string {
    return this.#inner.path;
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** What is plugged in now, as the computer lists it. */
  get port(): SerialPortInfo {
    return this.#port;
  }

  get returns(): number {
    return this.#returns;
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#away;
    await this.#inner.write(bytes);
  }

  onData(listener: (bytes: Uint8Array) => void): () => void {
    return this.#listeners.add(listener);
  }

  async setBaudRate(baudRate: number): Promise<void> {
    this.#baudRate = baudRate;
    await this.#unlessAway((inner) => inner.setBaudRate(baudRate));
  }

  /** Lines that have gone with the chip need no releasing: a port that is opened anew has none asserted. */
  async setLines(lines: ControlLines): Promise<void> {
    await this.#unlessAway((inner) => inner.setLines(lines));
  }

  async acrossReset<T>(reset: () => Promise<T>): Promise<T> {
    const left = new Promise<void>((resolve) => (this.#left = resolve));
    const heard = new Promise<void>((resolve) => (this.#heard = resolve));
    this.#resetting = true;
    try {
      const result = await reset();
      if (!this.#away) await this.#until(left, heard);
      while (this.#away) await this.#away; // the one that came back may go again
      if (this.#lost.signal.aborted) throw this.#lost.signal.reason;
      return result;
    } finally {
      this.#resetting = false;
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#away?.catch(() => undefined);
    await this.#inner.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #adopt(inner: SerialLine): void {
    this.#inner = inner;
    inner.onData((bytes) => {
      if (inner !== this.#inner) return;
      this.#heard?.();
      this.#listeners.deliver(bytes);
    });
    const onLost = () => {
      if (inner === this.#inner && !this.#closing.signal.aborted) this.#onLost(inner.lost.reason);
    };
    inner.lost.addEventListener('abort', onLost, { once: true });
    if (inner.lost.aborted) onLost();
  }

  #onLost(reason: unknown): void {
    if (!this.#resetting) {
      this.#lost.abort(reason);
      return;
    }
    this.#left?.();
    this.#away = this.#comeBack().then(
      () => (this.#away = undefined),
      (error: unknown) => {
        this.#away = undefined;
        this.#lost.abort(error);
      },
    );
  }

  /** Until the chip leaves; or, where it may stay, until it says something, or has had the time to leave. */
  async #until(left: Promise<void>, heard: Promise<void>): Promise<void> {
    const { leavesForCertain } = this.#parts;
    const timeoutMs = leavesForCertain ? OTG_LEAVE_TIMEOUT_MS : LEAVE_TIMEOUT_MS;
    const waits = [
      left,
      ...(leavesForCertain ? [] : [heard]),
      sleep(timeoutMs, undefined, { ref: false }),
    ];
    await Promise.race(waits);
  }

  async #comeBack(): Promise<void> {
    this.#parts.onNote('Waiting for the device to come back');
    const deadline = performance.now() + RETURN_TIMEOUT_MS;
    while (performance.now() < deadline) {
      const port = (await this.#parts.listPorts()).find((listed) => isSame(listed, this.#port));
      const inner = port && (await this.#tryToOpen(port.path));
      if (port && inner) {
        this.#port = port;
        this.#returns += 1;
        this.#parts.onNote(`The device is back, as ${port.path}`);
        this.#adopt(inner);
        return;
      }
      await sleep(LOOK_EVERY_MS, undefined, { signal: this.#closing.signal });
    }
    const seconds = RETURN_TIMEOUT_MS / 1000;
    throw new ProvisioningError('device-not-back', `${this.path}: gone for ${seconds} s`);
  }

  /** A port that is listed already may still be on its way out, or not be ours to open for a moment. */
  async #tryToOpen(path: string): Promise<SerialLine | undefined> {
    try {
      return await this.#parts.open(path, this.#baudRate, this.#closing.signal);
    } catch {
      return undefined;
    }
  }

  async #unlessAway(call: (inner: SerialLine) => Promise<void>): Promise<void> {
    const inner = this.#inner;
    if (inner.lost.aborted && this.#resetting) return;
    try {
      await call(inner);
    } catch (error) {
      if (!(inner.lost.aborted && this.#resetting)) throw error;
    }
  }
}

/** Two boards in their ROMs have the same serial number, so the socket counts first. */
function isSame(listed: SerialPortInfo, before: SerialPortInfo): boolean {
  if (listed.location !== undefined && before.location !== undefined) {
    return listed.location === before.location;
  }
  return listed.serialNumber !== undefined && listed.serialNumber === before.serialNumber;
}
