import { EsptoolError } from './esptool-error.ts';

/**
 * The MAC address as 12 upper-case hex digits. Throws `mac-invalid` for what no device can have as its own: all zero,
 * all ones, multicast (IEEE 802: bit 0 of the first byte).
 */
export function checkedMac(mac: Uint8Array): string {
  const hex = Buffer.from(mac).toString('hex').toUpperCase();
  const isMulticast = ((mac[0] ?? 0) & 1) === 1;
  if (mac.length !== 6 || isMulticast || mac.every((byte) => byte === 0)) {
    throw new EsptoolError(
      'mac-invalid',
      `The eFuses hold the MAC address ${hex}, which no device has`,
    );
  }
  return hex;
}

/**
 * The checksum that the ESP32 keeps beside its MAC address: CRC-8 with the polynomial x^8 + x^5 + x^4 + 1, bit-reversed
 * (0x8c), starting at 0. Source: `esp_crc8` in ESP-IDF, and espefuse's description of MAC_CRC.
 */
export function macCrc8(mac: Uint8Array): number {
  return mac.reduce((crc, byte) => {
    let value = crc ^ byte;
    for (let bit = 0; bit < 8; bit += 1) {
      value = (value & 1) === 1 ? (value >>> 1) ^ 0x8c : value >>> 1;
    }
    return value;
  }, 0);
}
