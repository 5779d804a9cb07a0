/** From a reset until the chip's own USB is on the bus again, in ms; on a real one most of it is the host's. */
export const ENUMERATION_MS = 300;
/** A USB device at full speed, in baud; what the rates of the line say means nothing to it. */
export const USB_BAUD = 8_000_000;

/** What the chip says while nobody has its port open waits in its buffers; beyond this it is lost. */
const LONGEST_WAIT_BYTES = 4096;

/** Whether a board is on its USB bus, who hears what it says, and what waits for somebody to listen. */
export class UsbPresence {
  /** A bridge takes everything off the chip, whether or not somebody listens. */
  readonly #keepsUnread: boolean;
  readonly #watchers = new Set<() => void>();
  readonly #listeners = new Set<(bytes: Uint8Array) => void>();
  #onBus = false;
  #unread: Uint8Array = new Uint8Array();

  constructor(options: { keepsUnread: boolean }) {
    this.#keepsUnread = options.keepsUnread;
  }

  get onBus(): boolean {
    return this.#onBus;
  }

  enter(): void {
    this.#onBus = true;
    for (const watcher of this.#watchers) watcher();
  }

  /** Whoever had its port open hears nothing more of it; what the chip says from now on waits for the next one. */
  leave(): void {
    this.#onBus = false;
    if (this.#keepsUnread) this.#listeners.clear();
    this.#unread = new Uint8Array();
    for (const watcher of this.#watchers) watcher();
  }

  onChange(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** What the chip says. */
  deliver(bytes: Uint8Array): void {
    for (const listener of this.#listeners) listener(bytes);
    if (!this.#keepsUnread || this.#listeners.size > 0) return;
    this.#unread = Buffer.concat([this.#unread, bytes]).subarray(0, LONGEST_WAIT_BYTES);
  }

  onBytes(listener: (bytes: Uint8Array) => void): () => void {
    this.#listeners.add(listener);
    if (this.#unread.length > 0) listener(this.#unread);
    this.#unread = new Uint8Array();
    return () => this.#listeners.delete(listener);
  }
}
