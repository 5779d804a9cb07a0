import type { ChipModel } from '../chip-model.ts';
import { spiRegisters } from './spi-registers.ts';

// RTC slow clock calibration and eFuse CK8M_FREQ of a board whose 40 MHz crystal is exact to 0.01 %.
const ESP32_CALIBRATION = 770;
const ESP32_CK8M_FREQUENCY = 133;

export const esp32: ChipModel = {
  name: 'esp32',
  chipId: 0,
  architecture: 'xtensa',
  loadAddress: 0x4008_0400,
  crystalHz: 40_000_000,
  banner: {
    head: 'ets Jul 29 2019 12:21:46\r\n\r\n',
    resetReasons: {
      'power-on': '0x1 (POWERON_RESET)',
      external: '0x1 (POWERON_RESET)',
      software: '0x3 (SW_RESET)',
      watchdog: '0x10 (RTCWDT_RTC_RESET)',
    },
    download: {
      boot: '0x3 (DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2))',
      prompt: 'waiting for download',
    },
    run: {
      boot: '0x13 (SPI_FAST_FLASH_BOOT)',
      lines: [
        'configsip: 0, SPIWP:0xee',
        'clk_drv:0x00,q_drv:0x00,d_drv:0x00,cs0_drv:0x00,hd_drv:0x00,wp_drv:0x00',
        'mode:DIO, clock div:2',
        'load:0x3fff0030,len:6624',
        'load:0x40078000,len:14780',
        'load:0x40080400,len:3792',
        'entry 0x40080694',
      ],
    },
  },
  rom: {
    beginLength: 16,
    securityInfo: 'none',
    crashProgramCounter: undefined,
    flashReadPointer: undefined,
    baudFactor: (ESP32_CALIBRATION * 15625 * ESP32_CK8M_FREQUENCY) / 40 / 40_000_000,
  },
  stub: {
    textStarts: [0x400a8000, 0x400be000],
    crashProgramCounter: { new: 0x400a950b, legacy: 0x400be768 },
  },
  efuse: {
    base: 0x3ff5a000,
    mac: 0x04,
    besideMac: 'crc',
    locks: {
      flashEncryption: { offset: 0x00, bit: 20 }, // FLASH_CRYPT_CNT
      secureBoot: { offset: 0x18, bit: 5 }, // ABS_DONE_1
      secureDownloadMode: undefined,
    },
    burnt: new Map([
      [0x0c, 1 << 15], // CHIP_VER_REV1: with REV2 and bit 31 of the date register v3.0; package D0WDQ6
      [0x10, ESP32_CK8M_FREQUENCY],
      [0x14, 1 << 20], // CHIP_VER_REV2
    ]),
  },
  uartClockDivider: 0x3ff40014,
  spi: {
    ...spiRegisters(0x3ff42000),
    user: 0x3ff4201c,
    user1: 0x3ff42020,
    user2: 0x3ff42024,
    mosiLength: 0x3ff42028,
    misoLength: 0x3ff4202c,
    data: 0x3ff42080,
    addressLeftAligned: true,
  },
  watchdog: undefined,
  constants: new Map([
    [0x3ff44038, 0x0f], // GPIO_STRAP
    [0x3ff5f06c, ESP32_CALIBRATION << 7], // TIMG0 RTCCALICFG1
    [0x3ff6607c, 0x96042000], // SYSCON date; bit 31 is bit 2 of the chip revision
    [0x40000000, 0x1049c500],
    [0x40001000, 0x00f01d83],
    [0x40001004, 0x65004136],
    [0x40001008, 0x2a820ae8],
    [0x4000100c, 0x203aa00e],
    [0x60000078, 0x15122500], // UART0 date
  ]),
  mapped: [
    { start: 0x3ff00000, end: 0x3ff80000 },
    { start: 0x3ff80000, end: 0x3ffa0000 },
    { start: 0x3ffae000, end: 0x40000000 },
    { start: 0x40000000, end: 0x400c2000 },
    { start: 0x50000000, end: 0x50002000 },
    { start: 0x60000000, end: 0x60080000 },
  ],
};
