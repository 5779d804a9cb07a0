import { DATA_HEADER_SIZE, dataChecksum } from './commands.ts';
import type { Request } from './commands.ts';

/** Second byte of the mask ROM's status. */
export const RomError = {
  /** Length, block size, sequence number, unknown command. */
  INVALID: 0x05,
  /** Erase failed, or the end came before the data. */
  FAILED: 0x06,
  CHECKSUM: 0x07,
  WRITE: 0x08,
  READ: 0x09,
  READ_LENGTH: 0x0a,
  DEFLATE_HEADER: 0x0b,
  DEFLATE_DATA: 0x0c,
} as const;

/** The largest block of MEM_BEGIN and FLASH_BEGIN. */
export const MAX_BLOCK_SIZE = 0x1800;

/** The numbered blocks that follow a BEGIN. */
export class BlockSequence {
  readonly #blockSize: number;
  readonly #granularity: number;
  #next = 0;

  /** Blocks of up to `blockSize` bytes, in multiples of `granularity`. */
  constructor(blockSize: number, granularity = 4) {
    this.#blockSize = blockSize;
    this.#granularity = granularity;
  }

  /**
   * The block's data, or the error code. Only the low byte of the checksum counts, and a block with
   * a wrong one uses its number up: sent again, it is refused.
   */
  accept(request: Request): Uint8Array | number {
    const length = request.word(0);
    const sequence = request.word(1);
    if (length > this.#blockSize || length % this.#granularity !== 0) return RomError.INVALID;
    if (sequence !== this.#next) return RomError.INVALID;
    this.#next++;
    const block = request.bytes(DATA_HEADER_SIZE, length);
    return dataChecksum(block) === (request.checksum & 0xff) ? block : RomError.CHECKSUM;
  }
}
