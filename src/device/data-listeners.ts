/** A device may speak before whoever opened its line gets to listen; more than this is not kept. */
const LONGEST_WAIT_BYTES = 4096;

/**
 * Who gets the bytes of a line. The first listener gets what has come before it, too; once there was one, bytes that
 * nobody listens to are dropped. A listener that comes or goes during delivery counts from the next bytes on.
 */
export class DataListeners {
  #listeners: readonly ((bytes: Uint8Array) => void)[] = [];
  #early: Uint8Array | undefined = new Uint8Array();

  add(listener: (bytes: Uint8Array) => void): () => void {
    this.#listeners = [...this.#listeners, listener];
    const early = this.#early;
    this.#early = undefined;
    if (early && early.length > 0) listener(early);
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  deliver(bytes: Uint8Array): void {
    if (this.#early) {
      this.#early = Buffer.concat([this.#early, bytes]).subarray(0, LONGEST_WAIT_BYTES);
      return;
    }
    for (const listener of this.#listeners) {
      listener(bytes);
    }
  }
}
