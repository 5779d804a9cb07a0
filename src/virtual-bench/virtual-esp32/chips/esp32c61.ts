import type { ChipModel } from '../chip-model.ts';
import { spiRegisters } from './spi-registers.ts';

export const esp32c61: ChipModel = {
  name: 'esp32c61',
  chipId: 20,
  architecture: 'riscv',
  loadAddress: 0x4083_bd70,
  crystalHz: 40_000_000,
  banner: {
    head: 'ESP-ROM:esp32c61-eco3-20250228\r\nBuild:Feb 28 2025\r\n',
    resetReasons: {
      'power-on': '0x1 (POWERON)',
      external: '0x1 (POWERON)',
      software: '0x3 (LP_SW_HPSYS)',
      watchdog: '0x10 (LP_WDT_SYS)',
    },
    download: { boot: '0x4 (DOWNLOAD(UART0))', prompt: 'waiting for download' },
    run: {
      boot: '0xc (SPI_FAST_FLASH_BOOT)',
      lines: [
        'SPI mode:DIO, clock div:1',
        'load:0x40845c00,len:0x1b80',
        'load:0x4083bd70,len:0xce4',
        'load:0x4083ea70,len:0x3248',
        'load:0x4084a000,len:0x222c',
        'entry 0x4083bd7a',
      ],
    },
  },
  rom: {
    beginLength: 20,
    securityInfo: 'with-chip-id',
    crashProgramCounter: undefined,
    baudFactor: 1,
    flashReadPointer: undefined,
  },
  stub: { textStarts: [0x40800000], crashProgramCounter: undefined },
  efuse: {
    base: 0x600b4800,
    mac: 0x44,
    besideMac: undefined,
    locks: {
      flashEncryption: { offset: 0x30, bit: 23 },
      secureBoot: { offset: 0x34, bit: 26 },
      secureDownloadMode: { offset: 0x38, bit: 4 },
    },
    burnt: new Map([[0x4c, 1 << 4]]), // wafer version v1.0
  },
  uartClockDivider: 0x60000014,
  spi: spiRegisters(0x60003000),
  watchdog: {
    config0: 0x600b1c00,
    timeout: 0x600b1c04,
    writeProtect: 0x600b1c18,
    clockHz: 136_000,
  },
  constants: new Map([[0x40001000, 0x2421606f]]),
  mapped: [
    { start: 0x40000000, end: 0x40050000 },
    { start: 0x40800000, end: 0x40860000 },
    { start: 0x50000000, end: 0x50004000 },
    { start: 0x60000000, end: 0x60100000 },
  ],
};
