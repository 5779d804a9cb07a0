import type { ChipName, ReadRegister } from './chips.ts';
import { ROM_BAUD_RATE } from './loader.ts';
import { ESP32_EFUSE_BASE } from './security-info.ts';

/**
 * What to ask of the ROM so that its line runs at `baudRate`; undefined if it had better not be asked. Some ROMs reckon
 * with another crystal than the board has, and have to be told a rate that is wrong by as much. Source: esptool.
 *
 * `readRegister` may remember what it has read, but has to have begun at 115200 baud, as the ROM does.
 */
export function romBaudArgument(
  chip: ChipName,
  baudRate: number,
  readRegister: ReadRegister,
): Promise<number | undefined> {
  const ask = ROMS[chip];
  return ask ? ask(baudRate, readRegister) : Promise.resolve(undefined);
}

type AskRom = (baudRate: number, readRegister: ReadRegister) => Promise<number | undefined>;

const plain: AskRom = (baudRate) => Promise.resolve(baudRate);

const ROMS: Partial<Record<ChipName, AskRom>> = {
  esp32: askEsp32,
  esp32s2: plain,
  esp32s3: plain,
  esp32c2: askEsp32c2,
  esp32c3: plain,
  esp32c5: askEsp32c5,
  esp32c6: plain,
  esp32c61: plain,
  esp32h2: plain,
  esp32p4: plain,
};

/** TIMG0_RTCCALICFG1: bits 7 to 31 hold how the ROM measured its clocks against each other. */
const ESP32_CALIBRATION_REGISTER = 0x3ff5_f06c;

/**
 * The ESP32's ROM reckons with a crystal of calibration x 15625 x CK8M_FREQ / 40 Hz (CK8M_FREQ: eFuse word 4, bits 0
 * to 7), whatever the real one is, 40 or 26 MHz.
 */
async function askEsp32(baudRate: number, readRegister: ReadRegister): Promise<number | undefined> {
  const calibration = (await readRegister(ESP32_CALIBRATION_REGISTER)) >>> 7;
  const ck8m = (await readRegister(ESP32_EFUSE_BASE + 4 * 4)) & 0xff;
  const believedHz = (calibration * 15_625 * ck8m) / 40;
  const crystalHz = believedHz > 33_000_000 ? 40_000_000 : 26_000_000;
  const argument = Math.floor((baudRate * believedHz) / crystalHz);
  const plausible = Math.abs(believedHz / crystalHz - 1) < 0.2;
  return plausible ? argument : undefined; // 0 would silence the ROM for good
}

/** The ESP32-C2's reckons with 40 MHz; boards have 40 or 26. */
async function askEsp32c2(
  baudRate: number,
  readRegister: ReadRegister,
): Promise<number | undefined> {
  const crystalMhz = await crystal([26, 40], readRegister);
  return crystalMhz && Math.floor((baudRate * 40) / crystalMhz);
}

/** PCR_SYSCLK_CONF of the ESP32-C5: bits 24 to 30 hold the crystal that its ROM reckons with, in MHz. */
const ESP32C5_SYSCLK_REGISTER = 0x6009_6110;

/** The ESP32-C5's reckons with 40 or 48 MHz, as an eFuse has it; boards have either. */
async function askEsp32c5(
  baudRate: number,
  readRegister: ReadRegister,
): Promise<number | undefined> {
  const believedMhz = ((await readRegister(ESP32C5_SYSCLK_REGISTER)) >>> 24) & 0x7f;
  const crystalMhz = await crystal([40, 48], readRegister);
  const plausible = believedMhz === 40 || believedMhz === 48;
  return crystalMhz && plausible ? Math.floor((baudRate * believedMhz) / crystalMhz) : undefined;
}

/** UART_CLKDIV of UART0 on the RISC-V chips since the ESP32-C3: bits 0 to 19 are the whole part of the divider. */
const UART_DIVIDER_REGISTER = 0x6000_0014;

/** Which of these crystals it is, in MHz: from the divider with which the ROM came to the host's 115200 baud. */
async function crystal(
  candidates: readonly number[],
  readRegister: ReadRegister,
): Promise<number | undefined> {
  const divider = (await readRegister(UART_DIVIDER_REGISTER)) & 0xf_ffff;
  const estimate = (divider * ROM_BAUD_RATE) / 1_000_000;
  return candidates.find((mhz) => Math.abs(estimate / mhz - 1) < 0.05);
}
