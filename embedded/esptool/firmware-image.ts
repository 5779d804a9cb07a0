import { createHash } from 'node:crypto';
import { CHIP_DEFS } from 'esptool-js/lib/targets/index.js';
import { CHIP_NAMES, type ChipName } from './chips.ts';
import { EsptoolError } from './esptool-error.ts';

/** First byte of every bootloader and app. */
export const IMAGE_MAGIC = 0xe9;

const MEGABYTE = 1 << 20;
const HEADER_SIZE = 24; // 8 bytes for the ROM, 16 more for the bootloader
const SEGMENT_HEADER_SIZE = 8;
const MOST_SEGMENTS = 16; // ESP_IMAGE_MAX_SEGMENTS
const CHECKSUM_SEED = 0xef;
const CHECKSUM_ALIGNMENT = 16;
const DIGEST_SIZE = 32;
const ANY_REVISION = 0xffff;

/** A bootloader or app that is whole. */
export interface FirmwareImage {
  chip: ChipName;
  /** With its checksum and digest, in bytes; what follows (a signature, padding) is not counted. */
  size: number;
  /** Of the flash that it was built for, in bytes; that of a bootloader is what a device goes by. */
  flashSize: number;
  /** Of the chip, from the lowest to the highest that starts it, 100 for each major one and 1 for each minor one. */
  revisions: { least: number; most: number };
}

/**
 * Checks the bootloader or app that begins with the first of these bytes: its segments, its checksum, and its SHA-256
 * where it was built with one. Source: "Firmware Image Format" in Espressif's esptool documentation, and ESP-IDF's
 * esp_app_format.h. Throws `image-invalid`.
 */
export function parseFirmwareImage(bytes: Uint8Array): FirmwareImage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < HEADER_SIZE || view.getUint8(0) !== IMAGE_MAGIC) {
    throw invalid('it does not begin with the byte 0xE9 of an ESP32 image');
  }
  const segments = view.getUint8(1);
  if (segments === 0 || segments > MOST_SEGMENTS) throw invalid(`it has ${segments} segments`);
  const chip = chipWithImageId(view.getUint16(12, true));
  const { end, checksum } = readSegments(view, segments);
  const checked = Math.ceil((end + 1) / CHECKSUM_ALIGNMENT) * CHECKSUM_ALIGNMENT;
  const hasDigest = view.getUint8(23) === 1;
  const size = checked + (hasDigest ? DIGEST_SIZE : 0);
  if (size > bytes.length) throw invalid(`it ends after ${bytes.length} of ${size} bytes`);
  if (view.getUint8(checked - 1) !== checksum) throw invalid('its checksum is wrong');
  if (hasDigest) checkDigest(bytes, checked);
  return {
    chip,
    size,
    flashSize: MEGABYTE << (view.getUint8(3) >> 4),
    revisions: revisionsIn(view, chip),
  };
}

/** `min_chip_rev_full` and `max_chip_rev_full`; before ESP-IDF 4.4.3 there was but `min_chip_rev`, and 0 in their places. */
function revisionsIn(view: DataView, chip: ChipName): FirmwareImage['revisions'] {
  const old = view.getUint8(14);
  const least = view.getUint16(15, true);
  const most = view.getUint16(17, true);
  if (most !== 0 && most !== ANY_REVISION) return { least, most };
  if (most === ANY_REVISION && least !== 0) return { least, most: Infinity };
  // The ESP32-C3 counted its minor revisions there, the others their major ones.
  return { least: chip === 'esp32c3' ? old : old * 100, most: Infinity };
}

function chipWithImageId(id: number): ChipName {
  const chip = CHIP_NAMES.find((name) => CHIP_DEFS[name].IMAGE_CHIP_ID === id);
  if (chip === undefined) throw invalid(`its chip id ${id} is unknown here`);
  return chip;
}

/** Where the last segment ends, and the checksum over all of them. */
function readSegments(view: DataView, segments: number): { end: number; checksum: number } {
  let end = HEADER_SIZE;
  let checksum = CHECKSUM_SEED;
  for (let segment = 0; segment < segments; segment += 1) {
    const start = end + SEGMENT_HEADER_SIZE;
    const size = start <= view.byteLength ? view.getUint32(start - 4, true) : 0;
    if (start + size > view.byteLength) {
      throw invalid(`segment ${segment + 1} of ${segments} ends beyond the file`);
    }
    end = start + size;
    for (let at = start; at < end; at += 1) checksum ^= view.getUint8(at);
  }
  return { end, checksum };
}

function checkDigest(bytes: Uint8Array, length: number): void {
  const digest = createHash('sha256').update(bytes.subarray(0, length)).digest();
  if (!digest.equals(bytes.subarray(length, length + DIGEST_SIZE))) {
    throw invalid('its SHA-256 is wrong');
  }
}

function invalid(what: string): EsptoolError {
  return new EsptoolError('image-invalid', `This is no whole firmware image: ${what}`);
}
