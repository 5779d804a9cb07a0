import type { ChipModel } from '../chip-model.ts';
import { spiRegisters } from './spi-registers.ts';

export const esp32c2: ChipModel = {
  name: 'esp32c2',
  chipId: 12,
  architecture: 'riscv',
  loadAddress: 0x403a_cb70,
  crystalHz: 40_000_000,
  banner: {
    head: 'ESP-ROM:esp8684-api2-20220127\r\nBuild:Jan 27 2022\r\n',
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
        'load:0x3fcd5c80,len:0x16c4',
        'load:0x403acb70,len:0x974',
        'load:0x403aeb70,len:0x2988',
        'entry 0x403acb70',
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
  stub: { textStarts: [0x40380000], crashProgramCounter: undefined },
  efuse: {
    base: 0x60008800,
    mac: 0x40,
    besideMac: undefined,
    locks: {
      flashEncryption: { offset: 0x30, bit: 7 },
      secureBoot: { offset: 0x30, bit: 21 },
      secureDownloadMode: { offset: 0x30, bit: 16 },
    },
    burnt: new Map([[0x44, 1 << 20]]), // wafer version v1.0: esptool has no stub for older ones
  },
  uartClockDivider: 0x60000014,
  spi: spiRegisters(0x60002000),
  watchdog: {
    config0: 0x60008084,
    timeout: 0x60008088,
    writeProtect: 0x6000809c,
    clockHz: 136_000,
  },
  constants: new Map([[0x40001000, 0x7c41a06f]]),
  mapped: [
    { start: 0x3fca0000, end: 0x3fce0000 },
    { start: 0x3ff00000, end: 0x3ff50000 },
    { start: 0x40000000, end: 0x40090000 },
    { start: 0x4037c000, end: 0x403c0000 },
    { start: 0x60000000, end: 0x60100000 },
  ],
};
