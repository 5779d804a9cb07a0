import { describe, expect, test } from 'vitest';
import {
  CHIP_NAMES,
  chipWithId,
  chipWithMagic,
  stubImage,
} from '../../../embedded/esptool/chips.ts';
import { parseFlashId } from '../../../embedded/esptool/flash-id.ts';
import { checkedMac, macCrc8 } from '../../../embedded/esptool/mac-address.ts';
import { romBaudArgument } from '../../../embedded/esptool/rom-baud.ts';
import { parseSecurityAnswer, readEsp32Security } from '../../../embedded/esptool/security-info.ts';

const code = (expected: string): unknown => expect.objectContaining({ code: expected });
const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
const registers = (values: Record<number, number>) => (address: number) =>
  Promise.resolve(values[address] ?? 0);

describe('the MAC address', () => {
  test('is 12 upper-case hex digits', () => {
    expect(checkedMac(hex('a0b1c2d3e4f5'))).toBe('A0B1C2D3E4F5');
  });

  test.each(['000000000000', 'ffffffffffff', '01005e000001'])('%s is no device’s own', (mac) => {
    expect(() => checkedMac(hex(mac))).toThrow(code('mac-invalid'));
  });

  test('has the checksum that ESP32 eFuses hold: 24:0a:c4:00:00:01 and 0xbe', () => {
    expect(macCrc8(hex('240ac4000001'))).toBe(0xbe);
  });
});

describe('the chip', () => {
  test.each([
    [9, 'esp32s3'],
    [13, 'esp32c6'],
    [5, 'esp32c3'],
    [12, 'esp32c2'],
    [16, 'esp32h2'],
    [18, 'esp32p4'],
  ])('with id %i is the %s', (id, name) => {
    expect(chipWithId(id)).toBe(name);
  });

  test('without an id is known by its ROM', () => {
    expect(chipWithMagic(0x00f01d83)).toBe('esp32');
    expect(chipWithMagic(0x000007c6)).toBe('esp32s2');
  });

  test('that nobody knows is refused', () => {
    expect(() => chipWithId(4711)).toThrow(code('chip-unsupported'));
    expect(() => chipWithMagic(0xdeadbeef)).toThrow(code('chip-unsupported'));
  });

  test.each(CHIP_NAMES)('%s has a stub with code, data and a way in', async (chip) => {
    const { segments, entry } = await stubImage(chip, registers({}));
    const [text, data] = segments;
    expect(text?.bytes.length).toBeGreaterThan(1000);
    expect(data?.bytes.length).toBeGreaterThan(100);
    expect(entry - (text?.address ?? 0)).toBeLessThan(text?.bytes.length ?? 0);
  });
});

describe('the flash chip', () => {
  test.each([
    ['1640c8', 0xc8, 0x4016, 4 * 2 ** 20],
    ['1840ef', 0xef, 0x4018, 16 * 2 ** 20],
    ['3980c2', 0xc2, 0x8039, 32 * 2 ** 20],
    ['2020c2', 0xc2, 0x2020, 64 * 2 ** 20],
  ])('0x%s is understood', (id, manufacturer, device, size) => {
    expect(parseFlashId(parseInt(id, 16))).toEqual({ manufacturer, device, size });
  });

  test('with a capacity that is in no table has no size', () => {
    expect(parseFlashId(0x0540c8).size).toBeUndefined();
  });

  test.each(['000000', 'ffffff'])('that answers 0x%s is not there', (id) => {
    expect(() => parseFlashId(parseInt(id, 16))).toThrow(code('flash-size-unknown'));
  });
});

describe('security', () => {
  test('of chips since the ESP32-S2 is in their answer', () => {
    expect(parseSecurityAnswer(hex(`0500000007${'00'.repeat(7)}0900000000000000`))).toEqual({
      secureBoot: true,
      secureDownloadMode: true,
      hmacKey: false,
      flashEncryption: true,
      chipId: 9,
    });
  });

  test('an even number of burnt encryption bits means that it was switched off again', () => {
    expect(parseSecurityAnswer(hex(`0000000003${'00'.repeat(7)}`)).flashEncryption).toBe(false);
  });

  test('the ESP32-S2 does not say which chip it is', () => {
    expect(parseSecurityAnswer(hex('00'.repeat(12))).chipId).toBeUndefined();
  });

  test.each([
    ['nothing burnt', {}, false, false],
    ['flash encryption', { 0x3ff5a000: 1 << 20 }, true, false],
    ['flash encryption, switched off again', { 0x3ff5a000: 3 << 20 }, false, false],
    ['secure boot 1', { 0x3ff5a018: 1 << 4 }, false, true],
    ['secure boot 2', { 0x3ff5a018: 1 << 5 }, false, true],
  ])('of the ESP32 is in its eFuses: %s', async (_what, fuses, flashEncryption, secureBoot) => {
    expect(await readEsp32Security(registers(fuses))).toEqual({
      flashEncryption,
      secureBoot,
      secureDownloadMode: false,
      hmacKey: false,
    });
  });
});

describe('a rate that the ROM is asked for', () => {
  test('is what it says on most chips', async () => {
    expect(await romBaudArgument('esp32s3', 921_600, registers({}))).toBe(921_600);
  });

  test('allows for the crystal that the ESP32’s ROM believes in', async () => {
    const believes40MHz = registers({ 0x3ff5f06c: 770 << 7, 0x3ff5a010: 133 });
    expect(await romBaudArgument('esp32', 921_600, believes40MHz)).toBe(921_690);
  });

  test('is never asked for where it would silence the ESP32’s ROM for good', async () => {
    expect(await romBaudArgument('esp32', 921_600, registers({}))).toBeUndefined();
  });

  test.each([
    ['a 40 MHz crystal', { 0x60000014: 347 }, 921_600],
    ['a 26 MHz crystal', { 0x60000014: 225 }, 1_417_846],
    ['a crystal that nobody knows', {}, undefined],
  ])('of the ESP32-C2 allows for %s', async (_what, words, argument) => {
    expect(await romBaudArgument('esp32c2', 921_600, registers(words))).toBe(argument);
  });

  test.each([
    ['48 MHz, as it believes', { 0x60000014: 416, 0x60096110: 48 << 24 }, 921_600],
    ['48 MHz where it believes 40', { 0x60000014: 416, 0x60096110: 40 << 24 }, 768_000],
    ['40 MHz where it believes 48', { 0x60000014: 347, 0x60096110: 48 << 24 }, 1_105_920],
    ['48 MHz where it believes nothing', { 0x60000014: 416 }, undefined],
  ])('of the ESP32-C5 allows for a crystal of %s', async (_what, words, argument) => {
    expect(await romBaudArgument('esp32c5', 921_600, registers(words))).toBe(argument);
  });

  test('is left to the stub of a chip that is not known', async () => {
    expect(await romBaudArgument('esp32h4', 921_600, registers({}))).toBeUndefined();
  });
});
