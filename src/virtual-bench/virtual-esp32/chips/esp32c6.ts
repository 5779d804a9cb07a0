import type { ChipModel } from '../chip-model.ts';
import { BLOCK1_LOCKS } from './block1-locks.ts';
import { spiRegisters } from './spi-registers.ts';

export const esp32c6: ChipModel = {
  name: 'esp32c6',
  chipId: 13,
  architecture: 'riscv',
  loadAddress: 0x4086_c410,
  crystalHz: 40_000_000,
  banner: {
    head: 'ESP-ROM:esp32c6-20220919\r\nBuild:Sep 19 2022\r\n',
    resetReasons: {
      'power-on': '0x1 (POWERON)',
      external: '0x1 (POWERON)',
      software: '0x3 (LP_SW_HPSYS)',
      watchdog: '0x10 (LP_WDT_SYS)',
    },
    download: {
      boot: '0x4 (DOWNLOAD(USB/UART0/SDIO_FEI_FEO))',
      prompt: 'waiting for download',
    },
    run: {
      boot: '0xc (SPI_FAST_FLASH_BOOT)',
      lines: [
        'SPIWP:0xee',
        'mode:DIO, clock div:2',
        'load:0x4086c410,len:0xd50',
        'load:0x4086e610,len:0x2d74',
        'load:0x40875720,len:0x1800',
        'entry 0x4086c410',
      ],
    },
  },
  rom: {
    beginLength: 20,
    securityInfo: 'with-chip-id',
    crashProgramCounter: 0x4001975a,
    baudFactor: 1,
    flashReadPointer: undefined,
  },
  stub: {
    textStarts: [0x40800000],
    crashProgramCounter: { new: 0x40801510, legacy: 0x408007e0 },
  },
  efuse: {
    base: 0x600b0800,
    mac: 0x44,
    besideMac: 'eui-64',
    locks: BLOCK1_LOCKS,
    burnt: new Map([[0x50, 2 << 18]]), // wafer version v0.2
  },
  uartClockDivider: 0x60000014,
  spi: spiRegisters(0x60003000),
  watchdog: {
    config0: 0x600b1c00,
    timeout: 0x600b1c04,
    writeProtect: 0x600b1c18,
    clockHz: 136_000,
  },
  constants: new Map([[0x40001000, 0x2ce0806f]]),
  mapped: [
    { start: 0x40000000, end: 0x40050000 },
    { start: 0x40800000, end: 0x40880000 },
    { start: 0x50000000, end: 0x50004000 },
    { start: 0x60000000, end: 0x60100000 },
  ],
};
