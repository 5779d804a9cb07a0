import { expect, test } from 'vitest';

import { ProvisioningError } from '../../../src/contract/provisioning-error.ts';
import { FirmwareConsole } from '../../../src/device/wifi/firmware-console.ts';
import { waitForBoot } from '../../../src/device/wifi/wait-for-boot.ts';
import { ScriptedLine } from './scripted-line.ts';

const signal = new AbortController().signal;

/** What waitForBoot makes of a boot log: the line that it returns, or the code of its error. */
async function outcomeOf(log: string): Promise<string> {
  const line = new ScriptedLine(() => undefined);
  using console = new FirmwareConsole(line, () => undefined);
  line.say(log);
  return await waitForBoot(console, { timeoutMs: 50, watchMs: 10 }, signal).catch(
    (error: unknown) => (error instanceof ProvisioningError ? error.code : String(error)),
  );
}

test('an ESP32 that starts from flash is recognised by its reset line', async () => {
  const log =
    'ets Jul 29 2019 12:21:46\r\n\r\nrst:0x1 (POWERON_RESET),boot:0x12 (SPI_FAST_FLASH_BOOT)\r\n' +
    'configsip: 0, SPIWP:0xee\r\nmode:DIO, clock div:2\r\nload:0x3fff0030,len:6624\r\nentry 0x40080694\r\n';
  expect(await outcomeOf(log)).toBe('rst:0x1 (POWERON_RESET),boot:0x12 (SPI_FAST_FLASH_BOOT)');
});

test('an ESP32-C3 that starts from flash is recognised too', async () => {
  const log =
    'ESP-ROM:esp32c3-api1-20210207\r\nBuild:Feb  7 2021\r\nrst:0x1 (POWERON),boot:0x8 (SPI_FAST_FLASH_BOOT)\r\n' +
    'SPIWP:0xee\r\nentry 0x403cbf10\r\n';
  expect(await outcomeOf(log)).toBe('rst:0x1 (POWERON),boot:0x8 (SPI_FAST_FLASH_BOOT)');
});

const STARTS = 'rst:0x1 (POWERON),boot:0x8 (SPI_FAST_FLASH_BOOT)\r\nentry 0x403cbf10\r\n';

test.each([
  ['silence', '', 'boot-silent'],
  [
    'a reset line and nothing after it',
    'rst:0x1 (POWERON),boot:0x8 (SPI_FAST_FLASH_BOOT)\r\n',
    'boot-silent',
  ],
  [
    'download mode',
    'rst:0x1 (POWERON_RESET),boot:0x3 (DOWNLOAD_BOOT(UART0))\r\nwaiting for download\r\n',
    'boot-download-mode',
  ],
  [
    'empty flash',
    'rst:0x1 (POWERON),boot:0x8 (SPI_FAST_FLASH_BOOT)\r\ninvalid header: 0xffffffff\r\n',
    'boot-loop',
  ],
  [
    'a watchdog loop',
    'rst:0x7 (TG0WDT_SYS_RESET),boot:0x12 (SPI_FAST_FLASH_BOOT)\r\n'.repeat(3),
    'boot-loop',
  ],
  [
    'a bootloader that finds no app',
    `${STARTS}E (83) boot: No bootable app partitions in the partition table\r\n`,
    'boot-loop',
  ],
  [
    'a firmware that restarts over and over',
    `${STARTS}I (30) main_task: up\r\n`.repeat(3),
    'boot-loop',
  ],
  [
    'a firmware that restarts once',
    STARTS.repeat(2),
    'rst:0x1 (POWERON),boot:0x8 (SPI_FAST_FLASH_BOOT)',
  ],
])('%s', async (_what, log, code) => {
  expect(await outcomeOf(log)).toBe(code);
});
