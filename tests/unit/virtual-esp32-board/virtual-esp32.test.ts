import { expect, test } from 'vitest';

import { ChipName } from '../../../src/contract/chip.ts';
import { resetPins } from '../../../src/virtual-bench/virtual-esp32/line/reset-circuit.ts';
import { instantBench, realBench } from './bench.ts';

const SYNC = Buffer.from(`c0000824000000000007071220${'55'.repeat(32)}c0`, 'hex');
const SYNC_ANSWER = Buffer.from('c00108', 'hex');

test('each line alone moves one pin, both together none', () => {
  expect(resetPins({ dtr: false, rts: false })).toEqual({ enable: true, boot: true });
  expect(resetPins({ dtr: false, rts: true })).toEqual({ enable: false, boot: true });
  expect(resetPins({ dtr: true, rts: false })).toEqual({ enable: true, boot: false });
  expect(resetPins({ dtr: true, rts: true })).toEqual({ enable: true, boot: true });
});

test.each<[ChipName, string, string]>([
  [
    'esp32',
    'ets Jul 29 2019 12:21:46\r\n\r\nrst:0x1 (POWERON_RESET),boot:0x3 (DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2))\r\nwaiting for download\r\n',
    'rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n',
  ],
  [
    'esp32s3',
    'ESP-ROM:esp32s3-20210327\r\nBuild:Mar 27 2021\r\nrst:0x1 (POWERON),boot:0x0 (DOWNLOAD(USB/UART0))\r\nwaiting for download\r\n',
    'rst:0x1 (POWERON),boot:0x8 (SPI_FAST_FLASH_BOOT)\r\n',
  ],
  [
    'esp32c6',
    'ESP-ROM:esp32c6-20220919\r\nBuild:Sep 19 2022\r\nrst:0x1 (POWERON),boot:0x4 (DOWNLOAD(USB/UART0/SDIO_FEI_FEO))\r\nwaiting for download\r\n',
    'rst:0x1 (POWERON),boot:0xc (SPI_FAST_FLASH_BOOT)\r\n',
  ],
])(
  'the %s says which way it boots, and in the loader it answers SYNC',
  async (chip, download, run) => {
    const { board, bytes, forget, resetIntoFirmware, resetIntoLoader, text, until } = instantBench({
      chip,
    });
    await resetIntoLoader();
    expect(text()).toBe(download);
    forget();
    board.receive(SYNC);
    await settle();
    expect(bytes().indexOf(SYNC_ANSWER)).toBe(0);
    resetIntoFirmware();
    expect(await until('AT console ready')).toContain(run);
  },
);

test.each(ChipName.options)(
  'an %s goes into its loader and back into its firmware',
  async (chip) => {
    const { board, bytes, forget, resetIntoFirmware, resetIntoLoader, until } = instantBench({
      chip,
    });
    await resetIntoLoader();
    forget();
    board.receive(SYNC);
    await settle();
    expect(bytes().indexOf(SYNC_ANSWER)).toBe(0);
    resetIntoFirmware();
    expect(await until('AT console ready')).toContain('(SPI_FAST_FLASH_BOOT)');
  },
);

test('opening a port, both lines at once or one by one, does not reset the board', async () => {
  const { board, forget, text, until } = instantBench();
  await until('AT console ready');
  forget();
  board.setLines({ dtr: true, rts: true });
  board.setLines({ dtr: false, rts: false });
  board.setLines({ dtr: true, rts: false });
  board.setLines({ dtr: true, rts: true });
  await settle();
  expect(text()).toBe('');
});

test('the boot pin counts when EN has risen, not when RTS lets go', async () => {
  const { board, clock, forget, text } = realBench();
  await clock.advance(100);
  board.setLines({ dtr: false, rts: true });
  await clock.advance(100);
  forget();
  board.setLines({ dtr: true, rts: false });
  await clock.advance(10);
  board.setLines({ dtr: false, rts: false }); // too early: EN needs 14 ms
  await clock.advance(30);
  expect(text()).toContain('boot:0x8 (SPI_FAST_FLASH_BOOT)');
});

test('a chip in reset says nothing, hears nothing, and starts at 115200 again', async () => {
  const { board, bytes, forget, resetIntoLoader } = instantBench();
  await resetIntoLoader();
  board.setBaudRate(921_600);
  board.setLines({ dtr: false, rts: true });
  forget();
  board.receive(SYNC);
  await settle();
  expect(bytes().length).toBe(0);
  await resetIntoLoader();
  forget();
  board.receive(SYNC);
  await settle();
  expect(bytes().indexOf(SYNC_ANSWER)).toBe(0);
});

test('with different baud rates at the two ends both hear garbage', async () => {
  const { board, bytes, forget, resetIntoLoader } = instantBench();
  await resetIntoLoader();
  forget();
  board.setHostBaudRate(921_600);
  board.receive(SYNC);
  await settle();
  expect(bytes().length).toBe(0); // no frame in what the chip heard
  board.setHostBaudRate(460_800);
  board.setBaudRate(921_600);
  board.transmit(Buffer.from('hello'));
  expect(bytes().length).toBeGreaterThan(0);
  expect(bytes().toString()).not.toContain('hello');
});

test('what is sent before a change of the baud rate goes out at the old one', async () => {
  const { board, clock, forget, text } = realBench();
  await clock.advance(2000);
  forget();
  board.transmit(Buffer.from('before'));
  board.setBaudRate(921_600);
  await clock.advance(10);
  board.setHostBaudRate(921_600);
  board.transmit(Buffer.from('after'));
  await clock.advance(10);
  expect(text()).toBe('beforeafter');
});

test('bytes that the host takes back before they are on the wire never reach the chip', async () => {
  const { board, bytes, clock, forget } = realBench();
  board.setLines({ dtr: false, rts: true });
  board.setLines({ dtr: true, rts: false });
  await clock.advance(100);
  forget();
  board.receive(SYNC);
  board.discardReceived();
  await clock.advance(100);
  expect(bytes().length).toBe(0);
  board.receive(SYNC);
  await clock.advance(100);
  expect(bytes().indexOf(SYNC_ANSWER)).toBe(0);
});

test('the first byte of a start comes 19 ms after EN, and the app runs after a third of a second', async () => {
  const { clock, text } = realBench();
  await clock.advance(19.05);
  expect(text()).toBe('');
  await clock.advance(20);
  expect(text()).toMatch(/^ESP-ROM/);
  await clock.advance(330);
  expect(text()).toContain('Calling app_main()');
  expect(text()).not.toContain('AT console ready');
  await clock.advance(200);
  expect(text()).toContain('AT console ready');
});

test('the account of a start: it is the device that takes its time, not the wire', async () => {
  const { board, clock } = realBench();
  await clock.advance(5000);
  const { wire, flash, device } = board.accounts();
  expect(device).toBeCloseTo(14 + 5 + 18 + 152 + 154 + 180, 0);
  expect(wire).toBeLessThan(10); // the last log line
  expect(flash).toBe(0);
});

test('a pulled cable stops the chip; back in, it starts from power-on with the flash it had', async () => {
  const { board, forget, resetIntoLoader, text, until } = instantBench();
  await resetIntoLoader();
  board.flash.program(0x30_0000, Uint8Array.of(1, 2, 3));
  let unplugs = 0;
  board.onUnplug(() => (unplugs += 1));
  board.unplug();
  board.unplug();
  forget();
  board.receive(SYNC);
  await settle();
  expect({ text: text(), unplugs, pluggedIn: board.pluggedIn }).toEqual({
    text: '',
    unplugs: 1,
    pluggedIn: false,
  });
  board.plugIn();
  expect(await until('AT console ready')).toContain('rst:0x1 (POWERON),boot:0x8');
  expect([...board.flash.read(0x30_0000, 3)]).toEqual([1, 2, 3]);
});

test('an erased flash ends in a loop of invalid headers, and a watchdog starts each round', async () => {
  const { board, until } = instantBench({ chip: 'esp32', firmware: 'no-firmware' });
  const text = await until('rst:0x10 (RTCWDT_RTC_RESET)');
  expect(text).toContain('invalid header: 0xffffffff\r\ninvalid header: 0xffffffff\r\n');
  expect(text).not.toContain('load:');
  board.close();
});

test('an erased app ends in a loop of the bootloader', async () => {
  const { board, until } = instantBench();
  board.flash.erase(0x2_0000, 0x1000);
  const text = await until('rst:0x3 (RTC_SW_SYS_RST)');
  expect(text).toContain('No bootable app partitions in the partition table');
  board.close();
});

test('a broken partition table ends in a loop of the bootloader', async () => {
  const { board, until } = instantBench();
  board.flash.flipBit(0x8004);
  const text = await until('rst:0x3 (RTC_SW_SYS_RST)');
  expect(text).toContain('Failed to verify partition table');
  board.close();
});

test('firmware that panics starts over and over', async () => {
  const { board, until } = instantBench({ firmware: 'boot-loop' });
  const text = await until('rst:0x3 (RTC_SW_SYS_RST)');
  expect(text).toContain("Guru Meditation Error: Core  0 panic'ed");
  board.close();
});

test('a board whose boot pin hangs stays in the loader once it was there', async () => {
  const { forget, resetIntoFirmware, resetIntoLoader, until } = instantBench({
    faults: { staysInDownloadMode: true },
  });
  await until('AT console ready');
  await resetIntoLoader();
  forget();
  resetIntoFirmware();
  await until('waiting for download');
});

test('a restart by software does not look at the boot pin again', async () => {
  const { board, forget, resetIntoLoader, until } = instantBench();
  await resetIntoLoader();
  forget();
  board.reset('software');
  expect(await until('waiting for download')).toContain('rst:0x3 (RTC_SW_SYS_RST),boot:0x0');
});

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
