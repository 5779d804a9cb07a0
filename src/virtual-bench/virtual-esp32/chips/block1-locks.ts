import type { EfuseTraits } from '../chip-model.ts';

/** Where BLOCK0 has its locks on most chips since the ESP32-S2 (espefuse's definitions). */
export const BLOCK1_LOCKS: EfuseTraits['locks'] = {
  flashEncryption: { offset: 0x34, bit: 18 }, // SPI_BOOT_CRYPT_CNT
  secureBoot: { offset: 0x38, bit: 20 }, // SECURE_BOOT_EN
  secureDownloadMode: { offset: 0x3c, bit: 5 }, // ENABLE_SECURITY_DOWNLOAD
};
