import { DATA_HEADER_SIZE, dataChecksum } from './commands.ts';
import type { Request } from './commands.ts';
import { BLOCK_SIZE, SECTOR_SIZE } from '../silicon/flash.ts';
import { Inflater } from './inflater.ts';
import type { LoaderHardware } from './loader-hardware.ts';
import { StubStatus } from './stub-status.ts';

/** The stub programs what it inflates in pieces of this size, and whatever is left at the end. */
const OUTPUT_BUFFER_SIZE = 0x8000;

interface Transfer {
  readonly inflater: Inflater;
  address: number;
  /** Bytes of flash to come; goes below zero when more comes than was announced. */
  bytesToCome: number;
  compressedToCome: number;
  nextErase: number;
  bytesToErase: number;
}

interface DataOutcome {
  readonly status: number;
  readonly afterwards?: () => Promise<number>;
}

/**
 * FLASH_BEGIN, FLASH_DATA, FLASH_END of the new stub, and the same with a compressed stream. No
 * sequence is kept: whatever arrives is appended. Erasing happens along with the blocks.
 */
export class NewStubFlashWriter {
  /** In bytes; found out from the chip at the start, changed by SPI_SET_PARAMS. */
  flashSize: number;
  readonly #hardware: LoaderHardware;
  #transfer: Transfer | undefined;
  #output: Uint8Array = new Uint8Array(0);

  constructor(hardware: LoaderHardware) {
    this.#hardware = hardware;
    this.flashSize = hardware.board.flash.size;
  }

  /** Starts to erase, and does not wait for it. */
  async begin(request: Request): Promise<number> {
    if (request.length !== 16 && request.length !== 20) return StubStatus.BAD_LENGTH;
    const size = request.word(0);
    const address = request.word(3);
    const eraseStart = address - (address % SECTOR_SIZE);
    this.#transfer?.inflater.close();
    this.#transfer = {
      inflater: new Inflater(),
      address,
      bytesToCome: size,
      compressedToCome: request.word(1) * request.word(2),
      nextErase: eraseStart,
      bytesToErase: Math.ceil((address + size) / SECTOR_SIZE) * SECTOR_SIZE - eraseStart,
    };
    await this.#eraseNext(this.#transfer);
    return StubStatus.OK;
  }

  data(request: Request): DataOutcome {
    if (request.length < DATA_HEADER_SIZE) return { status: StubStatus.NOT_ENOUGH_DATA };
    const transfer = this.#transfer;
    if (!transfer) return { status: StubStatus.NOT_BEGUN };
    const length = request.length - DATA_HEADER_SIZE;
    if (request.word(0) !== length) return { status: StubStatus.TOO_MUCH_DATA };
    const block = request.bytes(DATA_HEADER_SIZE, length);
    if (dataChecksum(block) !== request.checksum) return { status: StubStatus.BAD_CHECKSUM };
    const wanted = block.subarray(0, Math.max(0, transfer.bytesToCome));
    return { status: StubStatus.OK, afterwards: () => this.#program(transfer, wanted) };
  }

  deflatedData(request: Request): DataOutcome {
    if (request.length < DATA_HEADER_SIZE) return { status: StubStatus.BAD_LENGTH };
    const transfer = this.#transfer;
    if (!transfer) return { status: StubStatus.NOT_BEGUN };
    const block = request.bytes(DATA_HEADER_SIZE, request.word(0));
    if (dataChecksum(block) !== request.checksum) return { status: StubStatus.BAD_CHECKSUM };
    const isFirst = request.word(1) === 0;
    return { status: StubStatus.OK, afterwards: () => this.#inflate(transfer, block, isFirst) };
  }

  end(): number {
    if (!this.#transfer) return StubStatus.NOT_BEGUN;
    if (this.#transfer.bytesToCome !== 0) return StubStatus.BAD_LENGTH;
    this.#transfer.inflater.close();
    this.#transfer = undefined;
    return StubStatus.OK;
  }

  /** Only block 0 is taken for the start of a zlib stream, and only there its checksum is compared. */
  async #inflate(transfer: Transfer, block: Uint8Array, isFirst: boolean): Promise<number> {
    if (this.#hardware.board.inflatesWrong) return StubStatus.TOO_MUCH_DATA;
    const { inflater } = transfer;
    if (isFirst) this.#output = new Uint8Array(0);
    const isLast = transfer.compressedToCome <= block.length;
    transfer.compressedToCome -= block.length;
    const wasDone = inflater.state === 'done';
    const inflated = await inflater.push(block, isFirst);
    this.#output = Buffer.concat([this.#output, inflated]);
    const isDone = inflater.state === 'done';
    while (
      this.#output.length >= OUTPUT_BUFFER_SIZE ||
      (isDone && !wasDone && this.#output.length > 0)
    ) {
      const piece = this.#output.subarray(0, OUTPUT_BUFFER_SIZE);
      this.#output = this.#output.subarray(piece.length);
      const error = await this.#program(transfer, piece);
      if (error !== StubStatus.OK) return error;
    }
    const isStuck = inflater.state === 'more' && isLast;
    return isStuck || isFailed(inflater) ? StubStatus.INFLATE_FAILED : StubStatus.OK;
  }

  async #program(transfer: Transfer, data: Uint8Array): Promise<number> {
    const end = transfer.address + data.length;
    while (transfer.nextErase < end && transfer.bytesToErase > 0) await this.#eraseNext(transfer);
    if (data.length > 0 && end > this.flashSize) return StubStatus.SPI_FAILED;
    await this.#hardware.programFlash(transfer.address, data);
    transfer.address = end;
    transfer.bytesToCome -= data.length;
    return StubStatus.OK;
  }

  /** A 64 KiB block where one fits, else a sector. */
  async #eraseNext(transfer: Transfer): Promise<void> {
    if (transfer.bytesToErase <= 0) return;
    const { nextErase, bytesToErase } = transfer;
    const fitsBlock = nextErase % BLOCK_SIZE === 0 && bytesToErase >= BLOCK_SIZE;
    const length = fitsBlock ? BLOCK_SIZE : SECTOR_SIZE;
    transfer.nextErase += length;
    transfer.bytesToErase -= length;
    await this.#hardware.startErase(nextErase, length);
  }
}

function isFailed(inflater: Inflater): boolean {
  return inflater.state === 'header' || inflater.state === 'data';
}
