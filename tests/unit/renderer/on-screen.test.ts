import { expect, test } from 'vitest';

import { onScreen } from '../../../src/renderer/texts/formats.ts';

test.each([
  ['ESP32-S3 (QFN56) (revision v0.2)', 'ESP32-S3 v0.2'],
  ['ESP32-D0WD-V3 (revision v3.1)', 'ESP32-D0WD-V3 v3.1'],
  ['65536 of 65536 bytes equal at 0xa20000', '65,536 of 65,536 bytes equal at 0xA20000'],
  ['certificate until 2027-11-23', 'certificate until 23 Nov 2027'],
  ['W (3880) provisioning: Wi-Fi disconnected, reason:15', 'Wi-Fi disconnected, reason:15'],
  ['rst:0x1 (POWERON),boot:0x8 (SPI_FAST_FLASH_BOOT)', 'started from its flash'],
])('%s is written for people', (fact, shown) => {
  expect(onScreen(fact)).toBe(shown);
});

test.each([
  '04e4822c-2027-11b0-b360-7e2819faca53',
  'A0:B1:C2:D3:E4:F5',
  'no answer in 6.2 s at 115200 baud',
  'until 2027-13-45',
  'rst:0x10 (RTCWDT_RTC_RST),boot:0x3 (DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2))',
])('%s stays as it is', (fact) => {
  expect(onScreen(fact)).toBe(fact);
});
