import { createHash } from 'node:crypto';

import type { ChipModel } from '../chip-model.ts';

/** First byte of a bootloader or app image. */
export const IMAGE_MAGIC = 0xe9;

const HEADER_LENGTH = 24;
const SEGMENT_HEADER_LENGTH = 8;
const CHECKSUM_SEED = 0xef;
const CHECKSUM_ALIGNMENT = 16;
const SPI_MODE_DIO = 2;

const MEGABYTE = 1 << 20;

/**
 * The smallest image that the ROM, the bootloader and `esptool image-info` take for one: a header, a segment that says
 * what it is, its checksum, the SHA-256 of it all. `flashSize` in bytes, that of the flash it is built for, a power of two.
 * Source: "Firmware Image Format" in Espressif's esptool documentation.
 */
export function firmwareImage(chip: ChipModel, what: string, flashSize: number): Uint8Array {
  const segment = Buffer.alloc(Math.ceil((what.length + 1) / 4) * 4);
  segment.write(what, 'latin1');
  const unpadded = HEADER_LENGTH + SEGMENT_HEADER_LENGTH + segment.length;
  const length = (Math.floor(unpadded / CHECKSUM_ALIGNMENT) + 1) * CHECKSUM_ALIGNMENT;
  const image = Buffer.alloc(length);
  image[0] = IMAGE_MAGIC;
  image[1] = 1; // segments
  image[2] = SPI_MODE_DIO;
  image[3] = Math.log2(flashSize / MEGABYTE) << 4; // beside it, 0: the flash's clock, 40 MHz
  image.writeUInt32LE(chip.loadAddress, 4); // entry point
  image[8] = 0xee; // WP pin: not in use
  image.writeUInt16LE(chip.chipId, 12);
  image.writeUInt16LE(0xffff, 17); // newest chip revision: any
  image[23] = 1; // a SHA-256 follows
  image.writeUInt32LE(chip.loadAddress, HEADER_LENGTH);
  image.writeUInt32LE(segment.length, HEADER_LENGTH + 4);
  image.set(segment, HEADER_LENGTH + SEGMENT_HEADER_LENGTH);
  image[length - 1] = segment.reduce((sum, byte) => sum ^ byte, CHECKSUM_SEED);
  return Buffer.concat([image, createHash('sha256').update(image).digest()]);
}

/** The flash that an image with this header was built for, in bytes. */
export function flashSizeIn(header: Uint8Array): number {
  return MEGABYTE << ((header[3] ?? 0) >> 4);
}
