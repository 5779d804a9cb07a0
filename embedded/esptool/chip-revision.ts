import { CHIP_DEFS } from 'esptool-js/lib/targets/index.js';
import { asLoader, type ChipName, type ReadRegister } from './chips.ts';
import { ESP32_EFUSE_BASE } from './security-info.ts';

/** Of silicon: 100 for each major one, 1 for each minor one, as ESP-IDF counts them. */
export async function readRevision(chip: ChipName, readRegister: ReadRegister): Promise<number> {
  switch (chip) {
    case 'esp32':
      return readEsp32Revision(readRegister);
    case 'esp32c2':
      return revisionAt(await readRegister(CHIP_DEFS.esp32c2.EFUSE_BASE + 0x44), 16);
    case 'esp32c6':
      return revisionAt(await readRegister(CHIP_DEFS.esp32c6.EFUSE_BASE + 0x50), 18);
    default: {
      const loader = asLoader(readRegister);
      const major = await CHIP_DEFS[chip].getMajorChipVersion(loader);
      return major * 100 + (await CHIP_DEFS[chip].getMinorChipVersion(loader));
    }
  }
}

/** `v0.2` */
export function revisionText(revision: number): string {
  return `v${Math.floor(revision / 100)}.${revision % 100}`;
}

/** WAFER_VERSION_MINOR, four bits from there on, and WAFER_VERSION_MAJOR, two after them. Source: espefuse's tables. */
function revisionAt(word: number, bit: number): number {
  return ((word >>> (bit + 4)) & 0x3) * 100 + ((word >>> bit) & 0xf);
}

const APB_CTL_DATE = 0x3ff6_607c;
/** By the three bits in which the ESP32 counts; each revision sets one more. */
const ESP32_MAJORS: Readonly<Record<number, number>> = { 0b001: 1, 0b011: 2, 0b111: 3 };

/**
 * CHIP_VER_REV1 (word 3, bit 15), CHIP_VER_REV2 (word 5, bit 20) and the highest bit of a register; WAFER_VERSION_MINOR
 * (word 5, bits 24 and 25). Source: esptool's class of the ESP32.
 */
async function readEsp32Revision(readRegister: ReadRegister): Promise<number> {
  const word3 = await readRegister(ESP32_EFUSE_BASE + 3 * 4);
  const word5 = await readRegister(ESP32_EFUSE_BASE + 5 * 4);
  const date = await readRegister(APB_CTL_DATE);
  const bits = ((word3 >>> 15) & 1) | (((word5 >>> 20) & 1) << 1) | ((date >>> 31) << 2);
  return (ESP32_MAJORS[bits] ?? 0) * 100 + ((word5 >>> 24) & 0x3);
}
