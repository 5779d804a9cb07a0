import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { CHIPS, type ChipName } from '../../src/contract/chip.ts';
import { chips } from '../../src/virtual-bench/virtual-esp32/chips.ts';
import { factoryPartitions } from '../../src/virtual-bench/virtual-esp32/firmware/factory-flash.ts';
import { firmwareImage } from '../../src/virtual-bench/virtual-esp32/firmware/firmware-image.ts';
import {
  encodePartitionTable,
  type Partition,
} from '../../src/virtual-bench/virtual-esp32/firmware/partition-table.ts';

export const APP_OFFSET = 0x20000;
const TABLE_OFFSET = 0x8000;

/** The app for these revisions of its chip, 100 for each major one: bytes 14 to 18 of the header, as ESP-IDF writes them. */
export function forRevisions(
  app: Uint8Array,
  { old = 0, least = 0, most = 0xffff }: { old?: number; least?: number; most?: number },
): Uint8Array {
  const image = Buffer.from(app.subarray(0, -32));
  image[14] = old;
  image.writeUInt16LE(least, 15);
  image.writeUInt16LE(most, 17);
  return Buffer.concat([image, createHash('sha256').update(image).digest()]);
}

export interface FirmwareSet {
  /** The files of a build, by their path from its folder. */
  files: Map<string, Uint8Array>;
  /** Where each but the lists goes. */
  offsets: Record<string, number>;
}

/**
 * What ESP-IDF leaves in the folder of a build: bootloader, partition table and an app that does not deflate to
 * nothing, as the virtual firmware starts them, with flasher_args.json and a manifest.json beside them.
 */
export function firmwareSet(
  chip: ChipName,
  {
    appSize = 0x4_8000,
    flashSize = 16 << 20,
    partitions = factoryPartitions(flashSize),
    version = '1',
  }: {
    appSize?: number;
    flashSize?: number;
    partitions?: readonly Partition[];
    version?: string;
  } = {},
): FirmwareSet {
  const image = (what: string, size: number) =>
    firmwareImage(chips[chip], noise(what, size), flashSize);
  const offsets = {
    'bootloader/bootloader.bin': CHIPS[chip].bootloaderOffset,
    'partition_table/partition-table.bin': TABLE_OFFSET,
    'app.bin': APP_OFFSET,
  };
  const files = new Map<string, Uint8Array>([
    ['bootloader/bootloader.bin', image(`bootloader ${version}`, 0x4000)],
    ['partition_table/partition-table.bin', encodePartitionTable(partitions)],
    ['app.bin', image(`app ${version}`, appSize)],
  ]);
  const list = Object.entries(offsets).map(([path, offset]) => ({ path, offset }));
  const hex = (offset: number) => `0x${offset.toString(16)}`;
  files.set(
    'flasher_args.json',
    Buffer.from(
      JSON.stringify({
        write_flash_args: ['--flash-mode', 'dio'],
        flash_settings: {
          flash_mode: 'dio',
          flash_size: `${flashSize >> 20}MB`,
          flash_freq: '80m',
        },
        flash_files: Object.fromEntries(list.map(({ path, offset }) => [hex(offset), path])),
        app: { offset: hex(APP_OFFSET), file: 'app.bin', encrypted: 'false' },
        extra_esptool_args: { after: 'hard_reset', before: 'default_reset', stub: true, chip },
      }),
    ),
  );
  files.set(
    'manifest.json',
    Buffer.from(
      JSON.stringify({
        name: 'bench firmware',
        version,
        builds: [
          { chipFamily: 'ESP8266', parts: [{ path: 'old.bin', offset: 0 }] },
          { chipFamily: CHIPS[chip].title, parts: list },
        ],
      }),
    ),
  );
  return { files, offsets };
}

/** The set as one image from the start of the flash, blank where nothing lies. */
export function merged({ files, offsets }: FirmwareSet, size?: number): Uint8Array {
  const ends = Object.entries(offsets).map(
    ([path, offset]) => offset + (files.get(path)?.length ?? 0),
  );
  const image = new Uint8Array(size ?? Math.max(...ends)).fill(0xff);
  for (const [path, offset] of Object.entries(offsets)) {
    image.set(files.get(path) ?? [], offset);
  }
  return image;
}

export async function writeFiles(folder: string, files: FirmwareSet['files']): Promise<void> {
  for (const [path, bytes] of files) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
}

/** Printable text that is the same for the same seed, and that deflate makes little of. */
function noise(seed: string, length: number): string {
  const blocks = Array.from({ length: Math.ceil(length / 44) }, (_, index) =>
    createHash('sha256').update(`${seed} ${index}`).digest('base64'),
  );
  return `${seed} ${blocks.join('')}`.slice(0, length);
}
