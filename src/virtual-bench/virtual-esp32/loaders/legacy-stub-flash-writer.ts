import { BLOCK_SIZE, SECTOR_SIZE } from '../silicon/flash.ts';
import { Inflater } from './inflater.ts';
import type { LoaderHardware } from './loader-hardware.ts';
import { StubStatus } from './stub-status.ts';

const OUTPUT_BUFFER_SIZE = 0x8000;
const SECTORS_PER_BLOCK = BLOCK_SIZE / SECTOR_SIZE;
/** A block that comes when all is written may hold the last bytes of the checksum, and no more. */
const ADLER_LENGTH = 4;
/** Declared at the start, whatever chip there is. */
const LARGEST_FLASH = 0x1000000;

/**
 * The flash writing of the legacy stub: blocks are appended as they come, and an error is kept
 * until the next block (inflate) or the end (write).
 */
export class LegacyStubFlashWriter {
  /** In bytes, as SPI_SET_PARAMS says. */
  flashSize = LARGEST_FLASH;
  readonly #hardware: LoaderHardware;
  #begun = false;
  #lastError: number = StubStatus.OK;
  #address = 0;
  #bytesToCome = 0;
  #nextEraseSector = 0;
  #sectorsToErase = 0;
  #inflater = new Inflater();
  #compressedToCome = 0;
  /** Not reset by a BEGIN: what an aborted transfer left comes before what the next one brings. */
  #output: Uint8Array = new Uint8Array(0);

  constructor(hardware: LoaderHardware) {
    this.#hardware = hardware;
  }

  get begun(): boolean {
    return this.#begun;
  }

  /** The error that the next data block is answered with. */
  get lastError(): number {
    return this.#lastError;
  }

  begin(size: number, address: number): void {
    this.#begun = true;
    this.#lastError = StubStatus.OK;
    this.#address = address;
    this.#bytesToCome = size;
    this.#nextEraseSector = Math.floor(address / SECTOR_SIZE);
    this.#sectorsToErase = Math.ceil(((address % SECTOR_SIZE) + size) / SECTOR_SIZE);
  }

  beginDeflated(size: number, address: number, compressedSize: number): void {
    this.begin(size, address);
    this.#inflater.close();
    this.#inflater = new Inflater();
    this.#compressedToCome = compressedSize;
  }

  end(): number {
    if (!this.#begun) return StubStatus.NOT_BEGUN;
    if (this.#bytesToCome > 0) return StubStatus.NOT_ENOUGH_DATA;
    this.#begun = false;
    return this.#lastError;
  }

  /** Programs as much of the block as was announced. */
  async data(block: Uint8Array): Promise<void> {
    const wanted = block.subarray(0, this.#bytesToCome);
    if (wanted.length === 0) return;
    const end = this.#address + wanted.length;
    const lastSector = Math.floor(end / SECTOR_SIZE);
    while (this.#sectorsToErase > 0 && this.#nextEraseSector <= lastSector) await this.#eraseNext();
    if (end > this.flashSize || this.#address % 4 !== 0) this.#lastError = StubStatus.SPI_FAILED;
    else await this.#hardware.programFlash(this.#address, wanted);
    this.#address = end;
    this.#bytesToCome -= wanted.length;
  }

  async deflatedData(block: Uint8Array): Promise<void> {
    if (this.#bytesToCome === 0) {
      if (block.length > ADLER_LENGTH) this.#lastError = StubStatus.TOO_MUCH_DATA;
      return;
    }
    const isLast = this.#compressedToCome <= block.length;
    this.#compressedToCome -= block.length;
    const inflated = await this.#inflater.push(block);
    this.#output = Buffer.concat([this.#output, inflated]);
    await this.#programOutput(this.#inflater.state === 'done');
    this.#lastError = this.#inflateError(isLast) ?? this.#lastError;
  }

  #inflateError(isLast: boolean): number | undefined {
    switch (this.#inflater.state) {
      case 'done':
        return this.#bytesToCome > 0 ? StubStatus.NOT_ENOUGH_DATA : undefined;
      case 'more':
        return isLast && this.#bytesToCome > 0 ? StubStatus.INFLATE_FAILED : undefined;
      default:
        return StubStatus.INFLATE_FAILED;
    }
  }

  async #programOutput(isDone: boolean): Promise<void> {
    while (this.#output.length >= OUTPUT_BUFFER_SIZE || (isDone && this.#output.length > 0)) {
      const piece = this.#output.subarray(0, OUTPUT_BUFFER_SIZE);
      this.#output = this.#output.subarray(piece.length);
      await this.data(piece);
    }
  }

  async #eraseNext(): Promise<void> {
    const fitsBlock =
      this.#sectorsToErase >= SECTORS_PER_BLOCK && this.#nextEraseSector % SECTORS_PER_BLOCK === 0;
    const sectors = fitsBlock ? SECTORS_PER_BLOCK : 1;
    const address = this.#nextEraseSector * SECTOR_SIZE;
    this.#nextEraseSector += sectors;
    this.#sectorsToErase -= sectors;
    await this.#hardware.startErase(address, sectors * SECTOR_SIZE);
  }
}
