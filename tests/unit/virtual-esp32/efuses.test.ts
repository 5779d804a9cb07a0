import { describe, expect, test } from 'vitest';
import { chips } from '../../../src/virtual-bench/virtual-esp32/chips.ts';
import { Efuses } from '../../../src/virtual-bench/virtual-esp32/silicon/efuses.ts';

describe('the MAC lies in the eFuses where esptool looks for it', () => {
  test('ESP32: the last four bytes, then CRC-8 and the first two', () => {
    const efuses = new Efuses(chips.esp32, '24:0a:c4:00:00:01');
    expect(efuses.read(0x3ff5a004)).toBe(0xc4000001);
    expect(efuses.read(0x3ff5a008)).toBe(0x00be240a);
  });

  test('ESP32-S3: without a CRC', () => {
    const efuses = new Efuses(chips.esp32s3, 'A0B1C2D3E4F5');
    expect(efuses.read(0x60007044)).toBe(0xc2d3e4f5);
    expect(efuses.read(0x60007048)).toBe(0x0000a0b1);
  });

  test('ESP32-C6: with the two bytes that make it an EUI-64', () => {
    const efuses = new Efuses(chips.esp32c6, 'A0-B1-C2-D3-E4-F5');
    expect(efuses.read(0x600b0844)).toBe(0xc2d3e4f5);
    expect(efuses.read(0x600b0848)).toBe(0xfffea0b1);
  });

  test('ESP32-C2: beside its wafer version', () => {
    const efuses = new Efuses(chips.esp32c2, 'A0B1C2D3E4F5');
    expect(efuses.read(0x60008840)).toBe(0xc2d3e4f5);
    expect(efuses.read(0x60008844)).toBe(0x0010a0b1);
  });

  test.each(['A0B1C2D3E4', 'A0B1C2D3E4F5A6', 'A0B1C2D3E4FG', ''])('"%s" is not a MAC', (mac) => {
    expect(() => new Efuses(chips.esp32, mac)).toThrow(RangeError);
  });
});

describe('a locked chip says so', () => {
  const locks = { flashEncryption: true, secureBoot: true, secureDownloadMode: true };

  test('in the answer to GET_SECURITY_INFO', () => {
    const efuses = new Efuses(chips.esp32c6, 'A0B1C2D3E4F5', locks);
    const info = Buffer.from(efuses.securityInfo() ?? []);
    expect(info.readUInt32LE(0)).toBe(0b101); // secure boot, secure download
    expect(info[4]).toBe(1); // crypt count
    expect(info.readUInt32LE(12)).toBe(13); // chip id
  });

  test('in the fuses of the ESP32', () => {
    const efuses = new Efuses(chips.esp32, 'A0B1C2D3E4F5', {
      flashEncryption: true,
      secureBoot: true,
    });
    expect(efuses.read(0x3ff5a000)).toBe(1 << 20);
    expect(efuses.read(0x3ff5a018)).toBe(1 << 5);
  });

  test('and the ESP32 has no secure download mode', () => {
    expect(() => new Efuses(chips.esp32, 'A0B1C2D3E4F5', locks)).toThrow(RangeError);
  });

  test('in the fuses of the ESP32-C2, all in one word', () => {
    const efuses = new Efuses(chips.esp32c2, 'A0B1C2D3E4F5', locks);
    expect(efuses.read(0x60008830)).toBe((1 << 7) | (1 << 16) | (1 << 21));
  });

  test('in the fuses of the ESP32-S3', () => {
    const efuses = new Efuses(chips.esp32s3, 'A0B1C2D3E4F5', locks);
    expect(efuses.read(0x60007034)).toBe(1 << 18);
    expect(efuses.read(0x60007038)).toBe(1 << 20);
  });
});

describe('the unique ID', () => {
  const ID = '000102030405060708090A0B0C0D0E0F';

  test('lies in block 2, its first byte lowest', () => {
    const efuses = new Efuses(chips.esp32c3, 'A0B1C2D3E4F5', {}, ID);
    const words = [0x6000885c, 0x60008860, 0x60008864, 0x60008868];
    expect(words.map((word) => efuses.read(word))).toEqual([
      0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c,
    ]);
  });

  test('of a board is the same each time it is plugged in, and another one for another MAC', () => {
    const first = (mac: string) => new Efuses(chips.esp32s3, mac).read(0x6000705c);
    expect(first('A0B1C2D3E4F5')).toBe(first('a0:b1:c2:d3:e4:f5'));
    expect(first('A0B1C2D3E4F5')).not.toBe(first('A0B1C2D3E4F6'));
  });

  test('of a chip that has none is refused, and so is anything but 32 hex digits', () => {
    expect(() => new Efuses(chips.esp32c2, 'A0B1C2D3E4F5', {}, ID)).toThrow(RangeError);
    expect(() => new Efuses(chips.esp32s3, 'A0B1C2D3E4F5', {}, ID.slice(2))).toThrow(RangeError);
  });
});
