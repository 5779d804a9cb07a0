import { crc32 } from 'node:zlib';

/**
 * NVS's checksum: reflected polynomial 0xEDB88320, register from zero, inverted at the end
 * (ESP-IDF's `esp_rom_crc32_le(0xffffffff, ...)`). Of "123456789" it is 0xD202D277.
 */
export function nvsCrc32(data: Uint8Array): number {
  return crc32(data, 0xffffffff);
}

/** The checksum of an entry: of its 32 bytes without bytes 4..7, where it is stored. */
export function entryCrc32(entry: Uint8Array): number {
  return crc32(entry.subarray(8, 32), crc32(entry.subarray(0, 4), 0xffffffff));
}
