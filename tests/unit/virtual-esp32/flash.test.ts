import { describe, expect, test } from 'vitest';
import {
  Flash,
  chipEraseTime,
  eraseTime,
  programTime,
} from '../../../src/virtual-bench/virtual-esp32/silicon/flash.ts';
import type { FlashChange } from '../../../src/virtual-bench/virtual-esp32/silicon/flash.ts';

const MEBIBYTE = 0x100000;

describe('flash', () => {
  test('programming clears bits and never sets one', () => {
    const flash = new Flash(MEBIBYTE);
    flash.program(0x1000, Uint8Array.of(0b1100));
    flash.program(0x1000, Uint8Array.of(0b1010));
    expect(flash.read(0x1000, 1)).toEqual(Uint8Array.of(0b1000));
  });

  test('erasing sets whole sectors to FF and leaves the next one alone', () => {
    const flash = new Flash(MEBIBYTE, { contents: new Uint8Array(MEBIBYTE) });
    flash.erase(0x2000, 0x1000);
    expect(flash.read(0x1fff, 3)).toEqual(Uint8Array.of(0, 0xff, 0xff));
    expect(flash.read(0x2fff, 2)).toEqual(Uint8Array.of(0xff, 0));
  });

  test.each([
    [0x1004, 0x1000],
    [0x1000, 0x800],
  ])('an erase of anything but sectors is refused (0x%x, 0x%x)', (address, length) => {
    expect(() => new Flash(MEBIBYTE).erase(address, length)).toThrow(RangeError);
  });

  test('addresses beyond the end wrap around', () => {
    const flash = new Flash(MEBIBYTE);
    flash.program(MEBIBYTE - 1, Uint8Array.of(1, 2));
    expect(flash.read(MEBIBYTE - 1, 2)).toEqual(Uint8Array.of(1, 2));
    expect(flash.read(0, 1)).toEqual(Uint8Array.of(2));
  });

  test.each([
    [4, 0x1640ef],
    [8, 0x1740ef],
    [16, 0x1840ef],
  ])('%i MiB identify themselves by their size', (mebibytes, id) => {
    expect(new Flash(mebibytes * MEBIBYTE).jedecId).toBe(id);
  });

  test.each([0, 1000, 3 * MEBIBYTE, 32 * MEBIBYTE])('no chip has %i bytes', (size) => {
    expect(() => new Flash(size)).toThrow(RangeError);
  });

  test('a fault turns one bit over, unseen by anybody who watches', () => {
    const flash = new Flash(MEBIBYTE);
    const changes: FlashChange[] = [];
    flash.onChange((change) => changes.push(change));
    flash.flipBit(0x1234, 7);
    expect(flash.read(0x1234, 1)).toEqual(Uint8Array.of(0x7f));
    expect(changes).toEqual([]);
  });

  test('whoever watches hears of erases and programs, until he has had enough', () => {
    const flash = new Flash(MEBIBYTE);
    const changes: FlashChange[] = [];
    const stop = flash.onChange((change) => changes.push(change));
    flash.erase(0x3000, 0x1000);
    flash.program(0x3000, Uint8Array.of(1, 2, 3));
    stop();
    flash.erase(0x4000, 0x1000);
    expect(changes).toEqual([
      { kind: 'erase', address: 0x3000, length: 0x1000 },
      { kind: 'program', address: 0x3000, length: 3 },
    ]);
  });
});

describe('times of a W25Q flash chip', () => {
  test('64 KiB are one block erase if they are aligned, and sixteen sectors if not', () => {
    expect(eraseTime(0x10000, 0x10000)).toBe(150);
    expect(eraseTime(0x11000, 0x10000)).toBe(16 * 45);
  });

  test('programming counts the pages that are touched', () => {
    expect(programTime(0x10000, 0x1000)).toBeCloseTo(16 * 0.4);
    expect(programTime(0x100ff, 2)).toBeCloseTo(2 * 0.4);
    expect(programTime(0x10000, 0)).toBe(0);
  });

  test('4 MiB take ten seconds to erase', () => {
    expect(chipEraseTime(4 * MEBIBYTE)).toBe(10_000);
  });
});
