import type { ChipModel } from '../chip-model.ts';
import { BLOCK1_LOCKS } from './block1-locks.ts';
import { spiRegisters } from './spi-registers.ts';

export const esp32c3: ChipModel = {
  name: 'esp32c3',
  chipId: 5,
  architecture: 'riscv',
  loadAddress: 0x403c_e710,
  crystalHz: 40_000_000,
  banner: {
    head: 'ESP-ROM:esp32c3-api1-20210207\r\nBuild:Feb  7 2021\r\n',
    resetReasons: {
      'power-on': '0x1 (POWERON)',
      external: '0x1 (POWERON)',
      software: '0x3 (RTC_SW_SYS_RST)',
      watchdog: '0x10 (RTCWDT_RTC_RST)',
    },
    download: { boot: '0x4 (DOWNLOAD(UART0))', prompt: 'waiting for download' },
    run: {
      boot: '0xc (SPI_FAST_FLASH_BOOT)',
      lines: [
        'SPIWP:0xee',
        'mode:DIO, clock div:1',
        'load:0x3fcd5830,len:0x10b8',
        'load:0x403cbf10,len:0x9e0',
        'load:0x403ce710,len:0x2dec',
        'entry 0x403cbf10',
      ],
    },
  },
  rom: {
    beginLength: 20,
    securityInfo: 'with-chip-id',
    crashProgramCounter: 0x40044d00,
    baudFactor: 1,
    flashReadPointer: undefined,
  },
  stub: { textStarts: [0x40380000], crashProgramCounter: { new: 0x40381200, legacy: 0x40380800 } },
  efuse: {
    base: 0x60008800,
    mac: 0x44,
    besideMac: undefined,
    locks: BLOCK1_LOCKS,
    burnt: new Map([[0x50, 4 << 18]]), // wafer version v0.4
  },
  uartClockDivider: 0x60000014,
  spi: spiRegisters(0x60002000),
  watchdog: {
    config0: 0x60008090,
    timeout: 0x60008094,
    writeProtect: 0x600080a8,
    clockHz: 136_000,
  },
  constants: new Map([[0x40001000, 0x1b31506f]]),
  mapped: [
    { start: 0x3fc80000, end: 0x3fce0000 },
    { start: 0x3ff00000, end: 0x3ff20000 },
    { start: 0x40000000, end: 0x40060000 },
    { start: 0x4037c000, end: 0x403e0000 },
    { start: 0x50000000, end: 0x50002000 },
    { start: 0x60000000, end: 0x60100000 },
  ],
};
