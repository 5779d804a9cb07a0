import type { ESPLoader } from 'esptool-js';
import { getStubJsonByChipName } from 'esptool-js/lib/stubFlasher.js';
import { CHIP_DEFS } from 'esptool-js/lib/targets/index.js';
import { EsptoolError } from './esptool-error.ts';

/** The chips that Espressif's chip classes know, in esptool's words. */
export const CHIP_NAMES = [
  'esp32',
  'esp32s2',
  'esp32s3',
  'esp32c2',
  'esp32c3',
  'esp32c5',
  'esp32c6',
  'esp32c61',
  'esp32h2',
  'esp32h4',
  'esp32p4',
  'esp32s31',
] as const;

export type ChipName = (typeof CHIP_NAMES)[number];

/** Reads one register of the chip. */
export type ReadRegister = (address: number) => Promise<number>;

/** A word in the mask ROM that tells those chips apart whose GET_SECURITY_INFO does not. */
export const CHIP_MAGIC_REGISTER = 0x4000_1000;
const CHIP_MAGICS = new Map<number, ChipName>([
  [0x00f0_1d83, 'esp32'],
  [0x0000_07c6, 'esp32s2'],
]);

/** The chip with this id in its answer to GET_SECURITY_INFO. Throws `chip-unsupported`. */
export function chipWithId(id: number): ChipName {
  const withoutId: ChipName[] = [...CHIP_MAGICS.values()];
  const name = CHIP_NAMES.find(
    (chip) => CHIP_DEFS[chip].IMAGE_CHIP_ID === id && !withoutId.includes(chip),
  );
  if (name === undefined) {
    throw new EsptoolError('chip-unsupported', `The chip has the id ${id}, which is unknown here`);
  }
  return name;
}

/** The chip with this word at CHIP_MAGIC_REGISTER. Throws `chip-unsupported`. */
export function chipWithMagic(magic: number): ChipName {
  const name = CHIP_MAGICS.get(magic);
  if (name === undefined) {
    const hex = magic.toString(16).padStart(8, '0');
    throw new EsptoolError(
      'chip-unsupported',
      `The chip's ROM holds 0x${hex}, which is unknown here`,
    );
  }
  return name;
}

/** What CHIP_MAGIC_REGISTER holds in this chip, where that is the same in all of them. */
export function magicOf(chip: ChipName): number | undefined {
  return [...CHIP_MAGICS].find(([, name]) => name === chip)?.[0];
}

/** `ESP32-S3`: the name as people write it. */
export function displayName(chip: ChipName): string {
  return CHIP_DEFS[chip].CHIP_NAME;
}

/** `ESP32-S3 (QFN56)`, from the eFuses. */
export async function chipTitle(chip: ChipName, readRegister: ReadRegister): Promise<string> {
  const described = await CHIP_DEFS[chip].getChipDescription(asLoader(readRegister));
  return described.replace(/ \(revision [^)]*\)$/, ''); // which each class writes its own way
}

/** `Wi-Fi`, `BLE`, `Embedded PSRAM 8MB`, ... from the eFuses. */
export async function chipFeatures(chip: ChipName, readRegister: ReadRegister): Promise<string[]> {
  const features = await CHIP_DEFS[chip].getChipFeatures(asLoader(readRegister));
  return features.map((feature) => feature.trim());
}

/** The six bytes of the base MAC address, as the chip's class reads them from the eFuses. */
export async function readMacBytes(
  chip: ChipName,
  readRegister: ReadRegister,
): Promise<Uint8Array> {
  const mac = await CHIP_DEFS[chip].readMac(asLoader(readRegister));
  return Uint8Array.from(Buffer.from(mac.replaceAll(':', ''), 'hex'));
}

/**
 * Where OPTIONAL_UNIQUE_ID begins, 16 bytes that the factory may have burnt into block 2 (EFUSE_RD_SYS_PART1_DATA0_REG);
 * undefined where the chip has no such field. Source: the eFuse tables of Espressif's espefuse.
 */
export function uniqueIdRegister(chip: ChipName): number | undefined {
  const name = CHIPS_WITH_UNIQUE_ID.find((known) => known === chip);
  return name && CHIP_DEFS[name].EFUSE_BASE + UNIQUE_ID_OFFSET;
}

const CHIPS_WITH_UNIQUE_ID = [
  'esp32s2',
  'esp32s3',
  'esp32c3',
  'esp32c5',
  'esp32c6',
  'esp32c61',
  'esp32h2',
  'esp32p4',
] as const satisfies readonly ChipName[];
const UNIQUE_ID_OFFSET = 0x5c;

/** Where the chip's SPI flash controller has its registers. */
export function spiRegisters(chip: ChipName): SpiRegisters {
  const rom = CHIP_DEFS[chip];
  const base = rom.SPI_REG_BASE;
  return {
    command: base,
    user: base + rom.SPI_USR_OFFS,
    user2: base + rom.SPI_USR2_OFFS,
    misoLength: base + rom.SPI_MISO_DLEN_OFFS,
    word0: base + rom.SPI_W0_OFFS,
  };
}

export interface SpiRegisters {
  command: number;
  user: number;
  user2: number;
  misoLength: number;
  word0: number;
}

/** A program for the chip's RAM: two segments and where it starts. */
export interface StubImage {
  segments: { address: number; bytes: Uint8Array }[];
  entry: number;
}

/** Espressif's flasher stub for this chip. Throws `chip-unsupported` where there is none. */
export async function stubImage(chip: ChipName, readRegister: ReadRegister): Promise<StubImage> {
  // Only the ESP32-P4 has a stub for each revision, and not every chip survives the question.
  const revision =
    chip === 'esp32p4'
      ? await CHIP_DEFS.esp32p4.getChipRevision(asLoader(readRegister))
      : undefined;
  const stub = await getStubJsonByChipName(displayName(chip), revision);
  if (!stub) {
    throw new EsptoolError('chip-unsupported', `There is no flasher stub for ${displayName(chip)}`);
  }
  return {
    segments: [
      { address: stub.text_start, bytes: stub.decodedText },
      { address: stub.data_start, bytes: stub.decodedData },
    ],
    entry: stub.entry,
  };
}

/** What the chip classes need of esptool-js' loader, and nothing more: they read registers and say things. */
export function asLoader(readRegister: ReadRegister): ESPLoader {
  const silent = () => undefined;
  const loader = { readReg: readRegister, debug: silent, info: silent };
  return loader as unknown as ESPLoader;
}
