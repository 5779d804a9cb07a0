import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { BootText } from '../../../embedded/esptool/boot-text.ts';

const Captures = z.array(z.object({ name: z.string(), text: z.string(), code: z.string() }));

const captures = Captures.parse(
  JSON.parse(
    readFileSync(new URL('../../golden/esptool/boot-texts.json', import.meta.url), 'utf8'),
  ),
);

function heard(text: string): BootText {
  const bootText = new BootText();
  bootText.add(Buffer.from(text, 'latin1'));
  return bootText;
}

describe('what a chip prints instead of answering tells why', () => {
  test.each(captures)('$name: $code', ({ text, code }) => {
    expect(heard(text).diagnosis().code).toBe(code);
  });

  test('the boot mode that the chip saw is named', () => {
    const text = 'rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n';
    expect(heard(text).diagnosis().message).toContain('0x13, SPI_FAST_FLASH_BOOT');
  });
});

describe('the prompt of the ROM', () => {
  test.each(['waiting for download', 'wait uart0 download', 'wait usb download'])(
    '%s',
    (prompt) => {
      expect(new BootText().add(Buffer.from(`${prompt}\r\n`))).toBe(true);
    },
  );

  test('is seen in pieces, and counts once', () => {
    const bootText = new BootText();
    const pieces = ['boot:0x3\r\nwait', 'ing for down', 'load\r\n', 'more text'];
    expect(pieces.map((piece) => bootText.add(Buffer.from(piece)))).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });
});
