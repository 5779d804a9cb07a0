import { createHash } from 'node:crypto';
import type { ChipConnection } from './chip-connection.ts';
import { chipFeatures, chipTitle, spiRegisters, uniqueIdRegister, type ChipName } from './chips.ts';
import { readRevision, revisionText } from './chip-revision.ts';
import { words } from './commands.ts';
import { EsptoolError, isInflateFailure, isOfTheWire } from './esptool-error.ts';
import { checkPartitionTable } from './check-partition-table.ts';
import { eraseTimeoutMs, md5TimeoutMs } from './flash-deadlines.ts';
import { isWriteProtected, readFlashId, type FlashId } from './flash-id.ts';
import { checkedMac, macCrc8 } from './mac-address.ts';
import {
  PARTITION_TABLE_OFFSET,
  PARTITION_TABLE_SIZE,
  parsePartitionTable,
  type Partition,
} from './partition-table.ts';
import { readStretch } from './read-stretch.ts';
import { ESP32_EFUSE_BASE, readEsp32Security, type SecurityInfo } from './security-info.ts';
import { readUniqueId } from './unique-id.ts';
import { writePiece } from './write-piece.ts';

const SECTOR = 0x1000; // the smallest stretch that a flash erases
const ERASE_BLOCK = 0x1_0000; // and the stretch that it erases fastest
const PIECE = 2 * ERASE_BLOCK; // written in one go, and written again when that goes wrong
const STRETCH = 0x1_0000; // read in one go, likewise

export interface Transfer {
  /** 0 to 1; 1 only when nothing is left to do. */
  onProgress?: (fraction: number) => void;
  signal: AbortSignal;
}

/**
 * One chip in its bootloader, from `connectSession` to `hardReset`. Every call ends at once when its signal is aborted
 * (EsptoolError `cancelled`) or the line is lost (`port-lost`). Offsets and sizes are in bytes.
 */
export class FlashingSession {
  readonly chip: ChipName;
  readonly #connection: ChipConnection;
  readonly #security: SecurityInfo | undefined;
  #flashId: FlashId | undefined;

  constructor(chip: ChipName, connection: ChipConnection, security: SecurityInfo | undefined) {
    this.chip = chip;
    this.#connection = connection;
    this.#security = security;
  }

  /** `ESP32-S3 (QFN56) (revision v0.2)`. */
  async description(signal: AbortSignal): Promise<string> {
    const title = await chipTitle(this.chip, this.#connection.fuseReader(signal));
    return `${title} (revision ${revisionText(await this.revision(signal))})`;
  }

  /** Of the silicon: 100 for each major revision, 1 for each minor one. */
  revision(signal: AbortSignal): Promise<number> {
    return readRevision(this.chip, this.#connection.fuseReader(signal));
  }

  /** `Wi-Fi`, `BLE`, `Embedded PSRAM 8MB`, ... */
  features(signal: AbortSignal): Promise<string[]> {
    return chipFeatures(this.chip, this.#connection.fuseReader(signal));
  }

  /**
   * The base MAC address as 12 upper-case hex digits, from the eFuses. Throws `mac-invalid` for one that no device can
   * have, `mac-crc` where the chip keeps a checksum (ESP32) and it does not match, `secure-download-mode`.
   */
  async readMac(signal: AbortSignal): Promise<string> {
    const connection = this.#connection;
    const mac = await connection.steadily(() => connection.readMac(signal), signal);
    const text = checkedMac(mac);
    if (this.chip === 'esp32') {
      const word = await connection.fuseReader(signal)(ESP32_EFUSE_BASE + 2 * 4);
      const crc = (word >>> 16) & 0xff;
      if (crc !== macCrc8(mac)) {
        throw new EsptoolError('mac-crc', `The MAC address ${text} does not match its checksum`);
      }
    }
    return text;
  }

  /**
   * What tells two chips with one MAC apart, as 32 upper-case hex digits; undefined where there is nothing of the kind.
   * Throws `secure-download-mode`.
   */
  async uniqueId(signal: AbortSignal): Promise<string | undefined> {
    const register = uniqueIdRegister(this.chip);
    if (register === undefined) return undefined;
    const connection = this.#connection;
    const ask = () => connection.agreed((read) => readUniqueId(register, read), signal);
    return connection.steadily(ask, signal);
  }

  /** What the eFuses forbid: encrypted flash, secure boot, secure download mode. */
  async securityInfo(signal: AbortSignal): Promise<SecurityInfo> {
    const connection = this.#connection;
    const ask = () => connection.agreed(readEsp32Security, signal);
    return this.#security ?? connection.steadily(ask, signal);
  }

  /** Of the line now, in baud; what a disturbed line has come down to. */
  get baudRate(): number {
    return this.#connection.loader.baudRate;
  }

  /** Starts Espressif's flasher stub, which all that follows needs. Throws `stub-failed`. */
  runStub(signal: AbortSignal): Promise<void> {
    return this.#connection.runStub(signal);
  }

  /**
   * Changes the rate of the line in place, in baud; returns the rate that holds then. Best called before `runStub`,
   * whose upload is then as fast; what the ROM cannot do the stub does when it runs. A rate at which the line does not
   * work is given up for the next lower one.
   */
  changeBaud(baudRate: number, signal: AbortSignal): Promise<number> {
    return this.#connection.changeBaud(baudRate, signal);
  }

  /** Who the flash chip is. Throws `flash-size-unknown` if it does not answer. */
  async flashId(signal: AbortSignal): Promise<FlashId> {
    this.#requireStub();
    const connection = this.#connection;
    const ask = () => readFlashId(connection.loader, spiRegisters(this.chip), signal);
    this.#flashId ??= await connection.steadily(() => connection.agreed(ask, signal), signal);
    return this.#flashId;
  }

  /** Whether the flash chip is locked: it then acknowledges what is written, and keeps nothing. */
  async isWriteProtected(signal: AbortSignal): Promise<boolean> {
    this.#requireStub();
    const connection = this.#connection;
    const ask = () => isWriteProtected(connection.loader, spiRegisters(this.chip), signal);
    return connection.steadily(() => connection.agreed(ask, signal), signal);
  }

  /** Throws `flash-size-unknown`. */
  async flashSize(signal: AbortSignal): Promise<number> {
    const { size, device } = await this.flashId(signal);
    if (size === undefined) {
      const hex = device.toString(16).padStart(4, '0');
      throw new EsptoolError('flash-size-unknown', `The flash chip 0x${hex} has an unknown size`);
    }
    return size;
  }

  /** Throws `partition-table-missing`, `partition-table-invalid`, and what `flashSize` and `readFlash` throw. */
  async readPartitionTable(signal: AbortSignal): Promise<Partition[]> {
    const flashSize = await this.flashSize(signal);
    const bytes = await this.readFlash(PARTITION_TABLE_OFFSET, PARTITION_TABLE_SIZE, { signal });
    const partitions = parsePartitionTable(bytes);
    checkPartitionTable(partitions, flashSize);
    return partitions;
  }

  /**
   * Writes `bytes` at `offset`, a multiple of 4096; what was in the last sector behind them is erased. What the stub
   * calls an error is no verdict: the stretch is started over, and it counts what the flash holds then. Nor is success
   * one: whoever needs to be sure reads back.
   * Throws `write-failed` after three tries, `bad-argument`.
   */
  async writeFlash(offset: number, bytes: Uint8Array, transfer: Transfer): Promise<void> {
    this.#requireStub();
    this.#requireSectors(offset, offset);
    const { onProgress = () => undefined, signal } = transfer;
    for (let start = offset; start < offset + bytes.length;) {
      const end = Math.min(start - (start % ERASE_BLOCK) + PIECE, offset + bytes.length);
      const piece = {
        offset: start,
        bytes: bytes.subarray(start - offset, end - offset),
        onProgress: (fraction: number) =>
          onProgress((start - offset + fraction * (end - start)) / bytes.length),
      };
      await this.#writePiece(piece, signal);
      start = end;
    }
  }

  /** Reads the flash; what arrives was checked against the stub's digest. Throws `digest-mismatch`, `timeout`. */
  async readFlash(offset: number, size: number, transfer: Transfer): Promise<Uint8Array> {
    this.#requireStub();
    const { onProgress = () => undefined, signal } = transfer;
    const bytes = new Uint8Array(size);
    for (let done = 0; done < size;) {
      const length = Math.min(STRETCH, size - done);
      const before = done;
      const stretch = {
        offset: offset + done,
        size: length,
        onBytes: (count: number) => onProgress((before + count) / size),
      };
      bytes.set(await this.#readStretch(stretch, signal), done);
      done += length;
    }
    return bytes;
  }

  /** The MD5 of a stretch of flash as the chip computes it, in lower-case hex. */
  async md5(offset: number, size: number, signal: AbortSignal): Promise<string> {
    this.#requireStub();
    return this.#connection.steadily(() => this.#md5(offset, size, signal), signal);
  }

  /** Both in bytes, multiples of 4096. Throws `bad-argument`. */
  async eraseRegion(offset: number, size: number, signal: AbortSignal): Promise<void> {
    this.#requireStub();
    this.#requireSectors(offset, size);
    const { loader } = this.#connection;
    const data = words(offset, size);
    const command = { name: 'ERASE_REGION', data, timeoutMs: eraseTimeoutMs(size) } as const;
    await this.#connection.steadily(() => loader.command(command, signal), signal);
  }

  /** Resets the chip into its firmware, at 115200 baud. From the first byte of its boot log on the line is the caller's. */
  async hardReset(signal: AbortSignal): Promise<void> {
    await this.#connection.hardReset(signal);
  }

  /** Lets go of the line and leaves the chip as it is. */
  [Symbol.dispose](): void {
    this.#connection.loader.link.detach();
  }

  /**
   * What the stub calls an error is no verdict: after it the flash itself is asked. A stub that was interrupted keeps
   * half a block in its buffer, so only a new one is trusted; and if inflating is what fails, the next try does
   * without.
   */
  async #writePiece(
    piece: { offset: number; bytes: Uint8Array; onProgress: (fraction: number) => void },
    signal: AbortSignal,
  ): Promise<void> {
    const { offset, bytes, onProgress } = piece;
    const digest = createHash('md5').update(bytes).digest('hex');
    let compressed = true;
    let tried = false;
    const work = async () => {
      if (tried && (await this.#md5(offset, bytes.length, signal)) === digest) {
        onProgress(1);
        return;
      }
      tried = true;
      try {
        await writePiece(this.#connection.loader, { ...piece, compressed }, signal);
      } catch (error) {
        if (compressed && isInflateFailure(error)) {
          compressed = false;
          this.#connection.note('The stub cannot inflate what it gets, writing it uncompressed');
        }
        throw error;
      }
    };
    try {
      await this.#connection.steadily(work, signal);
    } catch (cause) {
      if (!isOfTheWire(cause)) {
        throw cause;
      }
      const place = `0x${offset.toString(16)}`;
      throw new EsptoolError('write-failed', `The flash at ${place} cannot be written`, { cause });
    }
  }

  async #md5(offset: number, size: number, signal: AbortSignal): Promise<string> {
    await this.#connection.challenge(signal);
    const { data } = await this.#connection.loader.command(
      {
        name: 'SPI_FLASH_MD5',
        data: words(offset, size, 0, 0),
        answerSizes: [16],
        timeoutMs: md5TimeoutMs(size),
      },
      signal,
    );
    return Buffer.from(data).toString('hex');
  }

  #readStretch(
    stretch: { offset: number; size: number; onBytes: (count: number) => void },
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const read = async () => {
      await this.#connection.challenge(signal);
      return readStretch(this.#connection.loader, stretch, signal);
    };
    return this.#connection.steadily(read, signal);
  }

  #requireStub(): void {
    if (this.#connection.loader.kind !== 'stub') {
      throw new EsptoolError('bad-argument', 'The flasher stub has to be started first');
    }
  }

  #requireSectors(offset: number, size: number): void {
    if (offset % SECTOR !== 0 || size % SECTOR !== 0) {
      throw new EsptoolError('bad-argument', `A flash is erased in sectors of ${SECTOR} bytes`);
    }
  }
}
