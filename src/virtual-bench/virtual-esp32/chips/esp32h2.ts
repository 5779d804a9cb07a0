import type { ChipModel } from '../chip-model.ts';
import { BLOCK1_LOCKS } from './block1-locks.ts';
import { spiRegisters } from './spi-registers.ts';

export const esp32h2: ChipModel = {
  name: 'esp32h2',
  chipId: 16,
  architecture: 'riscv',
  loadAddress: 0x4083_cad0,
  crystalHz: 32_000_000,
  banner: {
    head: 'ESP-ROM:esp32h2-20221101\r\nBuild:Nov  1 2022\r\n',
    resetReasons: {
      'power-on': '0x1 (POWERON)',
      external: '0x1 (POWERON)',
      software: '0x3 (LP_SW_HPSYS)',
      watchdog: '0x10 (LP_WDT_SYS)',
    },
    download: { boot: '0x4 (DOWNLOAD(USB/UART0))', prompt: 'waiting for download' },
    run: {
      boot: '0xc (SPI_FAST_FLASH_BOOT)',
      lines: [
        'SPIWP:0xee',
        'mode:DIO, clock div:1',
        'load:0x408460e0,len:0x1674',
        'load:0x4083cad0,len:0xf04',
        'load:0x4083efd0,len:0x2e98',
        'entry 0x4083cada',
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
    base: 0x600b0800,
    mac: 0x44,
    besideMac: 'eui-64',
    locks: BLOCK1_LOCKS,
    burnt: new Map([[0x50, 1 << 18]]), // wafer version v0.1
  },
  uartClockDivider: 0x60000014,
  spi: spiRegisters(0x60003000),
  watchdog: {
    config0: 0x600b1c00,
    timeout: 0x600b1c04,
    writeProtect: 0x600b1c1c,
    clockHz: 136_000,
  },
  constants: new Map([[0x40001000, 0xd7b73e80]]),
  mapped: [
    { start: 0x40000000, end: 0x40020000 },
    { start: 0x40800000, end: 0x40850000 },
    { start: 0x50000000, end: 0x50001000 },
    { start: 0x60000000, end: 0x60100000 },
  ],
};
