import type { ChipModel } from '../chip-model.ts';
import { BLOCK1_LOCKS } from './block1-locks.ts';
import { spiRegisters } from './spi-registers.ts';

export const esp32p4: ChipModel = {
  name: 'esp32p4',
  chipId: 18,
  architecture: 'riscv',
  loadAddress: 0x4ff2_9ed0,
  crystalHz: 40_000_000,
  banner: {
    head: 'ESP-ROM:esp32p4-eco2-20240710\r\nBuild:Jul 10 2024\r\n',
    resetReasons: {
      'power-on': '0x1 (POWERON)',
      external: '0x1 (POWERON)',
      software: '0xc (SW_CPU_RESET)',
      watchdog: '0x10 (LP_WDT_SYS)',
    },
    download: { boot: '0x107 (DOWNLOAD(USB/UART0/SPI))', prompt: 'waiting for download' },
    run: {
      boot: '0x10f (SPI_FAST_FLASH_BOOT)',
      lines: [
        'SPI mode:DIO, clock div:2',
        'load:0x4ff33ce0,len:0x164c',
        'load:0x4ff29ed0,len:0xe08',
        'load:0x4ff2cbd0,len:0x33c4',
        'entry 0x4ff29eda',
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
  stub: {
    textStarts: [0x4ff10000, 0x4ff50000], // below v3.0, and from v3.0 on
    crashProgramCounter: undefined,
  },
  efuse: {
    base: 0x5012d000,
    mac: 0x44,
    besideMac: undefined,
    locks: BLOCK1_LOCKS,
    burnt: new Map([[0x4c, (1 << 4) | 3]]), // wafer version v1.3
  },
  uartClockDivider: 0x500ca014,
  spi: spiRegisters(0x5008d000),
  watchdog: {
    config0: 0x50116000,
    timeout: 0x50116004,
    writeProtect: 0x50116018,
    clockHz: 136_000,
  },
  constants: new Map([[0x40001000, 0x0addbad0]]),
  mapped: [
    { start: 0x30100000, end: 0x30102000 },
    { start: 0x40000000, end: 0x4c000000 },
    { start: 0x4fc00000, end: 0x4fc20000 },
    { start: 0x4ff00000, end: 0x4ffc0000 },
    { start: 0x50000000, end: 0x50130000 },
  ],
};
