import type { ChipModel } from '../chip-model.ts';
import { BLOCK1_LOCKS } from './block1-locks.ts';
import { spiRegisters } from './spi-registers.ts';

export const esp32s2: ChipModel = {
  name: 'esp32s2',
  chipId: 2,
  architecture: 'xtensa',
  loadAddress: 0x4004_c000,
  crystalHz: 40_000_000,
  banner: {
    head: 'ESP-ROM:esp32s2-rc4-20191025\r\nBuild:Oct 25 2019\r\n',
    resetReasons: {
      'power-on': '0x1 (POWERON)',
      external: '0x1 (POWERON)',
      software: '0x3 (RTC_SW_SYS_RST)',
      watchdog: '0x10 (RTCWDT_RTC_RST)',
    },
    download: { boot: '0x0 (DOWNLOAD(USB/UART0))', prompt: 'waiting for download' },
    run: {
      boot: '0x8 (SPI_FAST_FLASH_BOOT)',
      lines: [
        'SPIWP:0xee',
        'mode:DIO, clock div:1',
        'load:0x3ffe6108,len:0x17d4',
        'load:0x4004c000,len:0xa9c',
        'load:0x40050000,len:0x3204',
        'entry 0x4004c18c',
      ],
    },
  },
  rom: {
    beginLength: 20,
    securityInfo: 'without-chip-id',
    crashProgramCounter: undefined,
    baudFactor: 1,
    flashReadPointer: undefined,
  },
  stub: { textStarts: [0x40028000], crashProgramCounter: undefined },
  efuse: {
    base: 0x3f41a000,
    mac: 0x44,
    besideMac: undefined,
    locks: BLOCK1_LOCKS,
    burnt: new Map([[0x50, 1 << 18]]), // wafer version v1.0
  },
  uartClockDivider: 0x3f400014,
  spi: spiRegisters(0x3f402000),
  watchdog: { config0: 0x3f408094, timeout: 0x3f408098, writeProtect: 0x3f4080ac, clockHz: 90_000 },
  constants: new Map([
    [0x40001000, 0x000007c6],
    [0x3f404038, 0x00], // GPIO_STRAP: download mode
  ]),
  mapped: [
    { start: 0x3f400000, end: 0x3f500000 },
    { start: 0x3ff90000, end: 0x40000000 },
    { start: 0x40000000, end: 0x40072000 },
    { start: 0x50000000, end: 0x50002000 },
    { start: 0x60000000, end: 0x600c1000 },
  ],
};
