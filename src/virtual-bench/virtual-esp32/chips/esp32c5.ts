import type { ChipModel } from '../chip-model.ts';
import { spiRegisters } from './spi-registers.ts';

export const esp32c5: ChipModel = {
  name: 'esp32c5',
  chipId: 23,
  architecture: 'riscv',
  loadAddress: 0x4084_bba0,
  crystalHz: 48_000_000,
  banner: {
    head: 'ESP-ROM:esp32c5-eco2-20250121\r\nBuild:Jan 21 2025\r\n',
    resetReasons: {
      'power-on': '0x1 (POWERON)',
      external: '0x1 (POWERON)',
      software: '0x3 (LP_SW_HPSYS)',
      watchdog: '0x10 (LP_WDT_SYS)',
    },
    download: { boot: '0x4 (DOWNLOAD(UART0))', prompt: 'waiting for download' },
    run: {
      boot: '0x18 (SPI_FAST_FLASH_BOOT)',
      lines: [
        'SPI mode:DIO, clock div:1',
        'load:0x408556b0,len:0x16b8',
        'load:0x4084bba0,len:0xde8',
        'load:0x4084e5a0,len:0x3170',
        'entry 0x4084bbaa',
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
    besideMac: 'eui-64',
    locks: {
      flashEncryption: { offset: 0x34, bit: 16 },
      secureBoot: { offset: 0x38, bit: 25 },
      secureDownloadMode: { offset: 0x3c, bit: 5 },
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
  constants: new Map([
    [0x40001000, 0x1101406f],
    [0x60096110, 48 << 24], // PCR_SYSCLK_CONF: the crystal that the ROM reckons with, in MHz
  ]),
  mapped: [
    { start: 0x40000000, end: 0x40050000 },
    { start: 0x40800000, end: 0x40860000 },
    { start: 0x50000000, end: 0x50004000 },
    { start: 0x60000000, end: 0x60100000 },
  ],
};
