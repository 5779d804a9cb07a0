import type { ReadRegister } from './chips.ts';

/** What the eFuses of the chip forbid. */
export interface SecurityInfo {
  /** The flash controller decrypts what it reads: a plain image would be garbage to the firmware. */
  flashEncryption: boolean;
  secureBoot: boolean;
  /** The ROM refuses to read registers and memory. */
  secureDownloadMode: boolean;
  /** A key block has the purpose HMAC_UP: software may use it, NVS encryption for one. */
  hmacKey: boolean;
}

const KEY_PURPOSES = { start: 5, end: 12 } as const;
const HMAC_UP = 8; // ESP_EFUSE_KEY_PURPOSE_HMAC_UP, on every chip that has the HMAC peripheral
const FLAG_SECURE_BOOT = 1 << 0;
const FLAG_SECURE_DOWNLOAD = 1 << 2;

/** The answer to GET_SECURITY_INFO; the first chip that had the command, the ESP32-S2, has no chip id in it. */
export interface SecurityAnswer extends SecurityInfo {
  chipId: number | undefined;
}

/** Sizes of the answer: with chip id and API version, and the ESP32-S2's without. */
export const SECURITY_ANSWER_SIZES = [20, 12] as const;

/**
 * Bytes 0 to 3 flags, 4 the count of the flash encryption's eFuse bits, 5 to 11 purposes of the keys, 12 to 15 chip id,
 * 16 to 19 API version. Source: "GET_SECURITY_INFO" in esptool's documentation of the serial protocol.
 */
export function parseSecurityAnswer(data: Uint8Array): SecurityAnswer {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const flags = view.getUint32(0, true);
  return {
    flashEncryption: oddBits(view.getUint8(4)),
    secureBoot: (flags & FLAG_SECURE_BOOT) !== 0,
    secureDownloadMode: (flags & FLAG_SECURE_DOWNLOAD) !== 0,
    hmacKey: data.subarray(KEY_PURPOSES.start, KEY_PURPOSES.end).includes(HMAC_UP),
    chipId: data.length >= 16 ? view.getUint32(12, true) : undefined,
  };
}

/**
 * The ESP32 has no such command; its eFuses tell. BLK0 word 0 bits 20 to 26 FLASH_CRYPT_CNT, word 6 bits 4 and 5
 * ABS_DONE_0 and ABS_DONE_1 (secure boot versions 1 and 2). Source: the eFuse chapter of the ESP32's reference manual.
 */
export async function readEsp32Security(readRegister: ReadRegister): Promise<SecurityInfo> {
  const word0 = await readRegister(ESP32_EFUSE_BASE);
  const word6 = await readRegister(ESP32_EFUSE_BASE + 6 * 4);
  return {
    flashEncryption: oddBits((word0 >>> 20) & 0x7f),
    secureBoot: ((word6 >>> 4) & 0b11) !== 0,
    hmacKey: false, // the ESP32 has no HMAC peripheral
    secureDownloadMode: false, // then these words could not have been read
  };
}

/** Where the ESP32's eFuse words are read, BLK0 word 0. */
export const ESP32_EFUSE_BASE = 0x3ff5_a000;

/** Each switch of encryption burns one more bit; an odd number of them means on. */
function oddBits(value: number): boolean {
  return (
    Array.from({ length: 8 }, (_, bit) => (value >>> bit) & 1).reduce((sum, bit) => sum + bit) %
      2 ===
    1
  );
}
