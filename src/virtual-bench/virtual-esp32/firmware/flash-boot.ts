import { CHIPS } from '../../../contract/chip.ts';
import type { Program } from '../board.ts';
import { EspLog } from './esp-log.ts';
import { flashSizeIn, IMAGE_MAGIC } from './firmware-image.ts';
import { Firmware, type FirmwareBoard } from './firmware.ts';
import {
  decodePartitionTable,
  PARTITION,
  PARTITION_TABLE_OFFSET,
  PARTITION_TABLE_SIZE,
  type Partition,
} from './partition-table.ts';

/**
 * How far a start takes, as an ESP32-C6 logs it under ESP-IDF 5.2 at 115200 baud: the second stage bootloader speaks
 * after 23 ms (5 of them are the ROM's, before its banner), it has the app after 175 ms, and app_main runs after 329.
 */
const BOOTLOADER_START_MS = 18;
const LOAD_APP_MS = 152;
const START_APP_MS = 154;

/** With nothing to boot the ROM tries on until its watchdog ends it: 643 ms on the ESP32's ROM. */
const ROM_WATCHDOG_MS = 643;
const INVALID_HEADER_LINES = 8;

const IDF_VERSION = 'v5.2';

/** Run mode: the ROM starts the bootloader in flash, which starts the app; what is missing ends in a boot loop. */
export class FlashBoot implements Program {
  readonly #board: FirmwareBoard;
  readonly #log: EspLog;
  #firmware: Firmware | undefined;

  constructor(board: FirmwareBoard) {
    this.#board = board;
    this.#log = new EspLog(
      (text) => this.#write(text),
      () => board.uptime(),
    );
  }

  async start(): Promise<void> {
    const { bootloaderOffset } = CHIPS[this.#board.chip.name];
    const header = this.#board.flash.read(bootloaderOffset, 4);
    if (header[0] !== IMAGE_MAGIC) {
      await this.#endWithoutBootloader(header);
      return;
    }
    this.#write(`${this.#board.chip.banner.run.lines.join('\r\n')}\r\n`);
    await this.#board.spend('device', BOOTLOADER_START_MS);
    const flashSize = flashSizeIn(header);
    const partitions = this.#bootloader(flashSize);
    await this.#board.spend('device', LOAD_APP_MS);
    const app = partitions?.find(({ type }) => type === PARTITION.APP);
    if (partitions === undefined || app === undefined || !this.#isImage(app.offset)) {
      this.#log.error('boot', 'No bootable app partitions in the partition table');
      await this.#board.pause(0);
      this.#board.reset('software');
      return;
    }
    this.#log.info('boot', `Loaded app from partition at offset ${hex(app.offset)}`);
    this.#log.info('boot', 'Disabling RNG early entropy source...');
    await this.#board.spend('device', START_APP_MS);
    if (flashSize > this.#board.flash.size) {
      await this.#endWithoutFlash(flashSize);
      return;
    }
    this.#firmware = new Firmware(this.#board, partitions);
    await this.#firmware.start();
  }

  receive(bytes: Uint8Array): void {
    this.#firmware?.receive(bytes);
  }

  stop(): void {
    this.#firmware?.stop();
  }

  /** How ESP-IDF's flash driver (esp_flash_api.c) ends the start of an app that counts on more than there is. */
  async #endWithoutFlash(expected: number): Promise<void> {
    const [detected, inHeader] = [this.#board.flash.size, expected].map((size) => `${size >> 10}k`);
    this.#log.error(
      'spi_flash',
      `Detected size(${detected}) smaller than the size in the binary image header(${inHeader}). Probe failed.`,
    );
    this.#write('\r\nassert failed: __esp_system_init_fn_init_flash\r\nRebooting...\r\n');
    await this.#board.pause(0);
    this.#board.reset('software');
  }

  async #endWithoutBootloader(header: Uint8Array): Promise<void> {
    const word = Buffer.from(header).readUInt32LE();
    this.#write(`invalid header: ${hex(word)}\r\n`.repeat(INVALID_HEADER_LINES));
    await this.#board.pause(ROM_WATCHDOG_MS);
    this.#board.reset('watchdog');
  }

  /** The bootloader believes its own header, not the chip. */
  #bootloader(flashSize: number): Partition[] | undefined {
    const { chip, flash } = this.#board;
    this.#log.info('boot', `ESP-IDF ${IDF_VERSION} 2nd stage bootloader`);
    this.#log.info(`boot.${chip.name}`, `SPI Flash Size : ${flashSize >> 20}MB`);
    const partitions = decodePartitionTable(
      flash.read(PARTITION_TABLE_OFFSET, PARTITION_TABLE_SIZE),
    );
    if (partitions === undefined) {
      this.#log.error('boot', 'Failed to verify partition table');
      return undefined;
    }
    this.#log.info('boot', 'Partition Table:');
    this.#log.info('boot', '## Label            Usage          Type ST Offset   Length');
    partitions.forEach((partition, index) => this.#log.info('boot', tableRow(partition, index)));
    this.#log.info('boot', 'End of partition table');
    return partitions;
  }

  #isImage(offset: number): boolean {
    return this.#board.flash.read(offset, 1)[0] === IMAGE_MAGIC;
  }

  #write(text: string): void {
    this.#board.transmit(Buffer.from(text));
  }
}

function tableRow({ label, type, subtype, offset, size }: Partition, index: number): string {
  const numbers = [type, subtype].map((value) => value.toString(16).padStart(2, '0'));
  const places = [offset, size].map((value) => value.toString(16).padStart(8, '0'));
  const row = [String(index).padStart(2), label.padEnd(16), usage(type, subtype).padEnd(14)];
  return [...row, ...numbers, ...places].join(' ');
}

/** The bootloader's names for the kinds of partition (ESP-IDF, bootloader_utility.c). */
function usage(type: number, subtype: number): string {
  if (type === PARTITION.APP) return subtype === PARTITION.FACTORY ? 'factory app' : 'OTA app';
  if (type !== PARTITION.DATA) return 'Unknown';
  const names = new Map<number, string>([
    [PARTITION.OTA_DATA, 'OTA data'],
    [PARTITION.PHY, 'RF data'],
    [PARTITION.NVS, 'WiFi data'],
  ]);
  return names.get(subtype) ?? 'Unknown data';
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
