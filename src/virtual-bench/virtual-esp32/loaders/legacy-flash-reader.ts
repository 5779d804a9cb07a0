import { createHash } from 'node:crypto';
import type { Request } from './commands.ts';
import { LegacySlipDecoder } from './legacy-stub-receiver.ts';
import type { LoaderHardware } from './loader-hardware.ts';
import { slipFrame } from './slip.ts';

const MAX_BLOCK_SIZE = 0x1000;

/**
 * READ_FLASH of the legacy stub. It turns interrupts off, and takes bytes off the UART itself when
 * it wants an acknowledgement.
 */
export class LegacyFlashReader {
  readonly #hardware: LoaderHardware;
  readonly #moreBytes: () => Promise<void>;
  /** What waits in the UART; undefined while interrupts are on. */
  #waiting: number[] | undefined;

  /** `moreBytes` resolves when some have come. */
  constructor(hardware: LoaderHardware, moreBytes: () => Promise<void>) {
    this.#hardware = hardware;
    this.#moreBytes = moreBytes;
  }

  /** Whether the reader has the UART, and so takes `bytes`. */
  take(bytes: Uint8Array): boolean {
    this.#waiting?.push(...bytes);
    return this.#waiting !== undefined;
  }

  /**
   * Sends as long as fewer bytes than `max in flight` are unacknowledged; an acknowledgement ahead
   * of what was sent, or of another length than four bytes, ends it. Then the MD5 of what was sent.
   * Returns the bytes that came after that, or undefined after a block size that is too large: then
   * interrupts stay off, and the stub never hears anything again.
   */
  async read(request: Request, flashSize: number): Promise<Uint8Array | undefined> {
    const start = request.word(0);
    const length = request.word(1);
    const [blockSize, maxInFlight] = [request.word(2), request.word(3)];
    this.#waiting = [];
    if (blockSize > MAX_BLOCK_SIZE) return undefined;
    const digest = createHash('md5');
    const acknowledgement = new DataView(new ArrayBuffer(4));
    const acknowledged = (): number => acknowledgement.getUint32(0, true);
    let sent = 0;
    while (acknowledged() < length && acknowledged() <= sent) {
      while (sent < length && sent - acknowledged() < maxInFlight) {
        const block = Math.min(blockSize, length - sent);
        if (start + sent + block > flashSize) break;
        const bytes = await this.#hardware.readFlash(start + sent, block);
        this.#hardware.send(slipFrame(bytes));
        digest.update(bytes);
        sent += block;
      }
      if ((await this.#receiveInto(acknowledgement)) !== 4) break;
    }
    this.#hardware.send(slipFrame(digest.digest()));
    const rest = Uint8Array.from(this.#waiting);
    this.#waiting = undefined;
    return rest;
  }

  /** Waits for a frame and keeps as much of it as fits; the number of bytes kept. */
  async #receiveInto(target: DataView): Promise<number> {
    const slip = new LegacySlipDecoder();
    let length = 0;
    for (;;) {
      const taken = slip.take(await this.#nextByte());
      if (taken === 'end') return length;
      if (taken !== undefined && length < target.byteLength) target.setUint8(length++, taken);
    }
  }

  async #nextByte(): Promise<number> {
    for (;;) {
      const byte = this.#waiting?.shift();
      if (byte !== undefined) return byte;
      await this.#moreBytes();
    }
  }
}
