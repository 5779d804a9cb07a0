import type { ChipModel } from '../chip-model.ts';
import { BLOCK1_LOCKS } from './block1-locks.ts';
import { spiRegisters } from './spi-registers.ts';

export const esp32s3: ChipModel = {
  name: 'esp32s3',
  chipId: 9,
  architecture: 'xtensa',
  loadAddress: 0x403c_9704,
  crystalHz: 40_000_000,
  banner: {
    head: 'ESP-ROM:esp32s3-20210327\r\nBuild:Mar 27 2021\r\n',
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
        'load:0x3fce3810,len:0x178c',
        'load:0x403c9700,len:0x4',
        'load:0x403c9704,len:0xcbc',
        'load:0x403cc700,len:0x2d9c',
        'entry 0x403c9914',
      ],
    },
  },
  rom: {
    beginLength: 20,
    securityInfo: 'with-chip-id',
    crashProgramCounter: 0x400041f3,
    baudFactor: 1,
    flashReadPointer: 0x3fcef688,
  },
  stub: {
    textStarts: [0x40378000],
    crashProgramCounter: { new: 0x40379a10, legacy: 0x40378db0 },
  },
  efuse: {
    base: 0x60007000,
    mac: 0x44,
    besideMac: undefined,
    locks: BLOCK1_LOCKS,
    burnt: new Map([[0x50, 2 << 18]]), // wafer version v0.2
  },
  uartClockDivider: 0x60000014,
  spi: spiRegisters(0x60002000),
  watchdog: {
    config0: 0x60008098,
    timeout: 0x6000809c,
    writeProtect: 0x600080b0,
    clockHz: 136_000,
  },
  constants: new Map([
    [0x40001000, 0x00000009],
    [0x60004038, 0x00], // GPIO_STRAP: download mode, not USB
  ]),
  mapped: [
    { start: 0x3fc88000, end: 0x3fd00000 },
    { start: 0x3ff00000, end: 0x3ff20000 },
    { start: 0x40000000, end: 0x40060000 },
    { start: 0x40370000, end: 0x403e0000 },
    { start: 0x50000000, end: 0x50002000 },
    { start: 0x60000000, end: 0x60100000 },
  ],
};
