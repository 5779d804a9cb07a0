export const SECTOR_SIZE = 0x1000;
export const BLOCK_SIZE = 0x10000;
const PAGE_SIZE = 0x100;

// Typical times of a Winbond W25QxxJV (data sheet, AC electrical characteristics): page program (tPP),
// sector erase (tSE), 64 KiB block erase (tBE2), and chip erase (tCE: 10 s for the 4 MiB W25Q32JV,
// 40 s for the 16 MiB W25Q128JV).
const PAGE_PROGRAM_MS = 0.4;
const SECTOR_ERASE_MS = 45;
const BLOCK_ERASE_MS = 150;
const CHIP_ERASE_MS_PER_MEBIBYTE = 2500;
// Two data lines at 40 MHz, the ROM's own setting (`mode:DIO, clock div:2`): 10 bytes a microsecond.
const READ_BYTES_PER_MS = 10_000;

const WINBOND = 0xef;
const SPI_NOR = 0x40;

export interface FlashChange {
  readonly kind: 'erase' | 'program';
  readonly address: number;
  readonly length: number;
}

export interface FlashOptions {
  /** What it holds, from address 0 on; the rest is erased. */
  readonly contents?: Uint8Array;
  /** First byte of the answer to RDID: who made it. */
  readonly manufacturer?: number;
}

/**
 * A SPI NOR flash chip: erased bytes are 0xFF, programming only clears bits, erasing takes whole
 * sectors. Addresses beyond the end wrap around, since the chip does not decode the bits above.
 */
export class Flash {
  readonly size: number;
  readonly #manufacturer: number;
  readonly #bytes: Uint8Array;
  readonly #listeners = new Set<(change: FlashChange) => void>();

  /** `size`: bytes, a power of two from 256 KiB to 16 MiB; throws RangeError otherwise. */
  constructor(size: number, options: FlashOptions = {}) {
    if (size < 0x40000 || size > 0x1000000 || (size & (size - 1)) !== 0) {
      throw new RangeError(`no flash chip has ${size} bytes`);
    }
    this.size = size;
    this.#manufacturer = options.manufacturer ?? WINBOND;
    this.#bytes = new Uint8Array(size).fill(0xff);
    if (options.contents) this.#bytes.set(options.contents.subarray(0, size));
  }

  /** The three bytes of RDID, the first in the lowest bits: maker, kind, log2 of the size. */
  get jedecId(): number {
    return this.#manufacturer | (SPI_NOR << 8) | (Math.log2(this.size) << 16);
  }

  /** All of it, as it is now; for keeping it in a file. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** A fault: it takes every command and changes nothing. */
  writeProtected = false;

  /** A copy of `length` bytes from `address` on. */
  read(address: number, length: number): Uint8Array {
    const start = address % this.size;
    if (start + length <= this.size) return this.#bytes.slice(start, start + length);
    return Uint8Array.from({ length }, (_, index) => this.#bytes[(start + index) % this.size] ?? 0);
  }

  /** Clears the bits that are 0 in `data`; bits that are 1 stay what they are. */
  program(address: number, data: Uint8Array): void {
    if (this.writeProtected) return;
    data.forEach((byte, index) => {
      const at = (address + index) % this.size;
      this.#bytes[at] = (this.#bytes[at] ?? 0) & byte;
    });
    this.#tell({ kind: 'program', address, length: data.length });
  }

  /** Sets whole sectors to 0xFF; throws RangeError if `address` or `length` is not a multiple of 4096. */
  erase(address: number, length: number): void {
    if (address % SECTOR_SIZE !== 0 || length % SECTOR_SIZE !== 0) {
      throw new RangeError(`erase of 0x${length.toString(16)} bytes at 0x${address.toString(16)}`);
    }
    if (this.writeProtected) return;
    for (let sector = address; sector < address + length; sector += SECTOR_SIZE) {
      const start = sector % this.size;
      this.#bytes.fill(0xff, start, start + SECTOR_SIZE);
    }
    this.#tell({ kind: 'erase', address, length });
  }

  /** A fault: turns one bit over, as a worn cell would. `bit`: 0 is the lowest. */
  flipBit(address: number, bit = 0): void {
    const at = address % this.size;
    this.#bytes[at] = (this.#bytes[at] ?? 0) ^ (1 << bit);
  }

  /** Calls `listener` after each erase and program; the answer ends that. */
  onChange(listener: (change: FlashChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(change: FlashChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

/** Milliseconds to read `length` bytes. */
export function readTime(length: number): number {
  return length / READ_BYTES_PER_MS;
}

/** Milliseconds to program `length` bytes from `address` on, page by page. */
export function programTime(address: number, length: number): number {
  if (length === 0) return 0;
  const firstPage = Math.floor(address / PAGE_SIZE);
  const lastPage = Math.floor((address + length - 1) / PAGE_SIZE);
  return (lastPage - firstPage + 1) * PAGE_PROGRAM_MS;
}

/** Milliseconds to erase `length` bytes from `address` on, by 64 KiB blocks where they fit. */
export function eraseTime(address: number, length: number): number {
  let time = 0;
  let at = address;
  const end = address + length;
  while (at < end) {
    const whole = at % BLOCK_SIZE === 0 && end - at >= BLOCK_SIZE;
    time += whole ? BLOCK_ERASE_MS : SECTOR_ERASE_MS;
    at += whole ? BLOCK_SIZE : SECTOR_SIZE;
  }
  return time;
}

/** Milliseconds of the chip erase command. */
export function chipEraseTime(size: number): number {
  return (size / 0x100000) * CHIP_ERASE_MS_PER_MEBIBYTE;
}
