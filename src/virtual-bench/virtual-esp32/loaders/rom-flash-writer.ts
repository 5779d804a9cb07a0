import type { Request } from './commands.ts';
import { SECTOR_SIZE } from '../silicon/flash.ts';
import { Inflater } from './inflater.ts';
import type { LoaderHardware } from './loader-hardware.ts';
import { BlockSequence, MAX_BLOCK_SIZE, RomError } from './rom-transfer.ts';

/** The ROM programs what it inflates in pieces of this size, and whatever is left at the end. */
const OUTPUT_BUFFER_SIZE = 0x8000;

interface Transfer {
  readonly sequence: BlockSequence;
  readonly inflater: Inflater | undefined;
  readonly lastSequenceNumber: number;
  /** The region is out of reach: the blocks are taken, and go nowhere. */
  readonly discard: boolean;
  output: Uint8Array;
  blocksToCome: number;
  address: number;
  bytesToCome: number;
}

/** FLASH_BEGIN, FLASH_DATA, FLASH_END of the mask ROM, and the same with a compressed stream. */
export class RomFlashWriter {
  /** Set by SPI_ATTACH; nothing can be erased before. */
  attached = false;
  /** What SPI_SET_PARAMS declared, in bytes. */
  flashSize: number;
  readonly #hardware: LoaderHardware;
  #transfer: Transfer | undefined;

  constructor(hardware: LoaderHardware, flashSize: number) {
    this.#hardware = hardware;
    this.flashSize = flashSize;
  }

  /** Erases the region while the host waits. Answers with a RomError, or 0. */
  async begin(request: Request, compressed: boolean): Promise<number> {
    const size = request.word(0);
    const blockSize = request.word(2);
    const address = request.word(3);
    const { beginLength } = this.#hardware.board.chip.rom;
    if (request.length !== beginLength || blockSize > MAX_BLOCK_SIZE) return RomError.INVALID;

    const reachable = size === 0 || (this.attached && address + size <= this.flashSize);
    this.#transfer?.inflater?.close();
    this.#transfer = {
      sequence: new BlockSequence(blockSize, compressed ? 1 : 4),
      inflater: compressed ? new Inflater() : undefined,
      lastSequenceNumber: request.word(1) - 1,
      discard: !reachable,
      output: new Uint8Array(0),
      blocksToCome: request.word(1),
      address,
      bytesToCome: size,
    };
    if (!reachable || address % SECTOR_SIZE !== 0) return RomError.FAILED;
    const length = Math.ceil(size / SECTOR_SIZE) * SECTOR_SIZE;
    if (length > 0) await this.#hardware.eraseFlash(address, length);
    return 0;
  }

  /** One block as it is. */
  async data(request: Request): Promise<number> {
    const transfer = this.#transfer;
    const block = transfer?.sequence.accept(request);
    if (!transfer || !block) return RomError.INVALID;
    if (typeof block === 'number') return block;
    transfer.blocksToCome--;
    return this.#program(transfer, block);
  }

  /** One block of the compressed stream. The ROM does not survive a block after the stream's end. */
  async deflatedData(request: Request): Promise<number | 'stream-is-over'> {
    const transfer = this.#transfer;
    const block = transfer?.sequence.accept(request);
    if (!transfer?.inflater || !block) return RomError.INVALID;
    if (typeof block === 'number') return block;
    if (transfer.inflater.state === 'done') return 'stream-is-over';
    transfer.blocksToCome--;
    const inflated = await transfer.inflater.push(block);
    if (transfer.inflater.state === 'header') return RomError.DEFLATE_HEADER;
    if (transfer.inflater.state === 'data') return RomError.DEFLATE_DATA;
    transfer.output = Buffer.concat([transfer.output, inflated]);
    return this.#programOutput(transfer, request.word(1) === transfer.lastSequenceNumber);
  }

  /** The number of the block, and not the end of the stream, is what makes it write the rest. */
  async #programOutput(transfer: Transfer, isLast: boolean): Promise<number> {
    while (transfer.output.length >= OUTPUT_BUFFER_SIZE || (isLast && transfer.output.length > 0)) {
      const piece = transfer.output.subarray(0, OUTPUT_BUFFER_SIZE);
      transfer.output = transfer.output.subarray(piece.length);
      const error = await this.#program(transfer, piece);
      if (error !== 0) return error;
    }
    return 0;
  }

  /** RomError.FAILED if there was no BEGIN, or if blocks are missing. */
  end(): number {
    return this.#transfer && this.#transfer.blocksToCome <= 0 ? 0 : RomError.FAILED;
  }

  async #program(transfer: Transfer, data: Uint8Array): Promise<number> {
    if (transfer.discard) return 0;
    if (transfer.address % 4 !== 0) return RomError.WRITE;
    const wanted = Uint8Array.from(data.subarray(0, transfer.bytesToCome));
    await this.#hardware.programFlash(transfer.address, wanted);
    transfer.address += wanted.length;
    transfer.bytesToCome -= wanted.length;
    return 0;
  }
}
