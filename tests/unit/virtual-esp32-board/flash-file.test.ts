import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { openFlashFile } from '../../../src/virtual-bench/virtual-esp32/silicon/flash-file.ts';

const SIZE = 0x4_0000;
const BLANK = new Uint8Array();

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flash-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a new file holds what the flash starts with, and only its owner may read it', () => {
  const path = join(folder, 'flash.bin');
  const { close } = openFlashFile(path, SIZE, Uint8Array.of(1, 2, 3));
  const file = readFileSync(path);
  expect([...file.subarray(0, 4)]).toEqual([1, 2, 3, 0xff]);
  expect(file.length).toBe(SIZE);
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  close();
});

test('every change is in the file before anybody can hear of it, closed or not', () => {
  const path = join(folder, 'flash.bin');
  const { flash, close } = openFlashFile(path, SIZE, BLANK);
  flash.program(0x1_0010, Uint8Array.of(1, 2, 3));
  expect([...readFileSync(path).subarray(0x1_0010, 0x1_0013)]).toEqual([1, 2, 3]);
  flash.erase(0x1_0000, 0x1000);
  expect(readFileSync(path).every((byte) => byte === 0xff)).toBe(true);
  close();
});

test('the next start finds what the last one left, not the blank', () => {
  const path = join(folder, 'flash.bin');
  const first = openFlashFile(path, SIZE, BLANK);
  first.flash.program(0, Uint8Array.of(9));
  first.close();
  const second = openFlashFile(path, SIZE, BLANK);
  expect(second.flash.read(0, 2)).toEqual(Uint8Array.of(9, 0xff));
  second.close();
});

test('a write around the end of the chip is kept at both ends', () => {
  const path = join(folder, 'flash.bin');
  const { flash, close } = openFlashFile(path, SIZE, BLANK);
  flash.program(SIZE - 1, Uint8Array.of(1, 2));
  const file = readFileSync(path);
  expect([file.length, file[SIZE - 1], file[0]]).toEqual([SIZE, 1, 2]);
  close();
});

test.each([0, SIZE - 1, SIZE + 1])(
  'a file of %i bytes is no flash of 256 KiB, and stays as it is',
  (size) => {
    const path = join(folder, 'flash.bin');
    writeFileSync(path, new Uint8Array(size));
    expect(() => openFlashFile(path, SIZE, BLANK)).toThrow(/does not hold a flash of 262144 bytes/);
    expect(statSync(path).size).toBe(size);
  },
);
