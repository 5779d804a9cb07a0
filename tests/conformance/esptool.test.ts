import { createHash } from 'node:crypto';

import { describe, expect, test, vi } from 'vitest';

import { ChipName, CHIPS } from '../../src/contract/chip.ts';
import { chips } from '../../src/virtual-bench/virtual-esp32/chips.ts';
import type { Flash } from '../../src/virtual-bench/virtual-esp32/silicon/flash.ts';
import { esptoolBench, firmwareAnswer } from './esptool-bench.ts';

// Over RFC 2217 pyserial polls for each acknowledgement, so an esptool sleeps nearly always: many run side by side.
vi.setConfig({ maxConcurrency: 16, testTimeout: 900_000 });

const MAC = 'a0:b1:c2:d3:e4:f5';

/** What esptool prints as "Chip type" and "Crystal frequency". */
const PRINTED: Record<ChipName, [type: string, crystal: string]> = {
  esp32: ['ESP32-D0WDQ6-V3 (revision v3.0)', '40MHz'],
  esp32s2: ['ESP32-S2 (revision v1.0)', '40MHz'],
  esp32s3: ['ESP32-S3 (QFN56) (revision v0.2)', '40MHz'],
  esp32c2: ['ESP32-C2 (revision v1.0)', '40MHz'],
  esp32c3: ['ESP32-C3 (QFN32) (revision v0.4)', '40MHz'],
  esp32c5: ['ESP32-C5N (revision v1.0)', '48MHz'],
  esp32c6: ['ESP32-C6 (QFN40) (revision v0.2)', '40MHz'],
  esp32c61: ['ESP32-C61N (revision v1.0)', '40MHz'],
  esp32h2: ['ESP32-H2 (revision v0.1)', '32MHz'],
  esp32p4: ['ESP32-P4 (revision v1.3)', '40MHz'],
};
const ways: [string, { way: string[]; refusal: string; largest: number; readable: number }][] = [
  ['the stub', { way: [], refusal: 'result was FF00', largest: 0x1_0000, readable: 0x1_0000 }],
  [
    'the ROM',
    {
      way: ['--no-stub'],
      refusal: 'This command (0x14) is not supported',
      largest: 0x2000, // 1 KiB a command
      readable: 0x400, // 64 bytes a command
    },
  ],
];

describe.concurrent.each(ChipName.options)('esptool on a virtual %s', (chip) => {
  const { securityInfo } = chips[chip].rom;
  if (CHIPS[chip].uniqueId) {
    test('espefuse reads its unique ID', async () => {
      await using bench = await esptoolBench(chip, {
        uniqueId: '000102030405060708090a0b0c0d0e0f',
      });
      const { output } = await bench.espefuse('summary', '--format', 'json', 'OPTIONAL_UNIQUE_ID');
      expect(output).toContain('"value": "00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f"');
    });
  }

  describe.concurrent.each(ways)('by %s', (_way, { way, refusal, largest, readable }) => {
    test('chip-id names the chip', async () => {
      await using bench = await esptoolBench(chip);
      const output = await succeed(bench, ...way, 'chip-id');
      expect(valueOf('Chip type', output)).toBe(PRINTED[chip][0]);
      expect(valueOf('Crystal frequency', output)).toBe(PRINTED[chip][1]);
      expect(output.includes('Stub flasher running')).toBe(way.length === 0);
    });

    test('read-mac reads it off the eFuses', async () => {
      await using bench = await esptoolBench(chip);
      const output = await succeed(bench, ...way, 'read-mac');
      expect(valueOf(CHIPS[chip].macExtension ? 'BASE MAC' : 'MAC', output)).toBe(MAC);
    });

    test('flash-id reads the size off the flash chip', async () => {
      await using bench = await esptoolBench(chip);
      const output = await succeed(bench, ...way, 'flash-id');
      expect(valueOf('Manufacturer', output)).toBe('ef');
      expect(valueOf('Device', output)).toBe('4018');
      expect(valueOf('Detected flash size', output)).toBe('16MB');
    });

    if (securityInfo === 'none') {
      test('get-security-info is refused', async () => {
        await using bench = await esptoolBench(chip);
        const { exitCode, output } = await bench.esptool(...way, 'get-security-info');
        expect(output).toContain(refusal);
        expect(exitCode).toBe(2);
      });
    } else {
      test('get-security-info tells of a chip without locks', async () => {
        await using bench = await esptoolBench(chip);
        const output = await succeed(bench, ...way, 'get-security-info');
        expect(valueOf('Flags', output)).toBe('0x00000000 (0b0)');
        const id = securityInfo === 'with-chip-id' ? String(chips[chip].chipId) : undefined;
        expect(valueOf('Chip ID', output)).toBe(id);
        expect(valueOf('Secure Boot', output)).toBe('Disabled');
        expect(valueOf('Flash Encryption', output)).toBe('Disabled');
      });
    }

    test('write-flash compresses what it can, and verify-flash finds it again', async () => {
      await using bench = await esptoolBench(chip);
      const images = [pseudoRandom(largest), mostlyErased(0x2000), erased(0x2000)];
      const places = await placed(bench, images);
      const written = await succeed(bench, ...way, 'write-flash', ...places);
      expect(written.match(/Hash of data verified\./g)?.length).toBe(images.length);
      expectPlaced(bench.board.flash, images);
      const verified = await succeed(bench, ...way, 'verify-flash', ...places);
      expect(verified.match(/digest matched/g)?.length).toBe(images.length);
    });

    test('write-flash --no-compress writes the same', async () => {
      await using bench = await esptoolBench(chip);
      const images = [pseudoRandom(0x1000), erased(0x1000)];
      const places = await placed(bench, images);
      const written = await succeed(bench, ...way, 'write-flash', '--no-compress', ...places);
      expect(written.match(/Hash of data verified\./g)?.length).toBe(images.length);
      expectPlaced(bench.board.flash, images);
    });

    test('read-flash brings every byte', async () => {
      await using bench = await esptoolBench(chip);
      bench.board.flash.program(0x30_0000, pseudoRandom(readable));
      const what = ['read-flash', '0x300000', String(readable), bench.path('read.bin')];
      await succeed(bench, ...way, ...what);
      expect(Uint8Array.from(await bench.read('read.bin'))).toEqual(pseudoRandom(readable));
    });

    test('erase-region erases that, and nothing beside it', async () => {
      await using bench = await esptoolBench(chip);
      soil(bench.board.flash, 0x30_0000, 0x4000);
      await succeed(bench, ...way, 'erase-region', '0x301000', '0x2000');
      const isErased = (sector: number): boolean =>
        bench.board.flash.read(0x30_0000 + sector * 0x1000, 0x1000).every((byte) => byte === 0xff);
      expect([0, 1, 2, 3].map(isErased)).toEqual([false, true, true, false]);
    });
  });

  test('verify-flash sees one wrong bit', async () => {
    await using bench = await esptoolBench(chip);
    bench.board.flash.program(0x30_0000, pseudoRandom(0x1000));
    bench.board.flash.flipBit(0x30_0123);
    const file = await bench.file('data.bin', pseudoRandom(0x1000));
    const { exitCode, output } = await bench.esptool('verify-flash', '0x300000', file);
    expect(output).toContain('Verification failed');
    expect(exitCode).not.toBe(0);
  });

  test('at 921600 baud it is the same, and after the hard reset the firmware runs', async () => {
    await using bench = await esptoolBench(chip);
    const data = pseudoRandom(0x1_0000);
    const file = await bench.file('data.bin', data);
    const fast = ['--baud', '921600'];
    const written = await succeed(bench, ...fast, 'write-flash', '0x300000', file);
    expect(written).toContain('Changing baud rate to 921600...');
    expect(written).toContain('Hash of data verified.');
    expect(written).toContain('Hard resetting via RTS pin...');
    expect(await firmwareAnswer(bench.board)).toContain('AT\r\nOK\r\n');
    const what = ['read-flash', '0x300000', '0x10000', bench.path('read.bin')];
    await succeed(bench, ...fast, ...what);
    expect(Uint8Array.from(await bench.read('read.bin'))).toEqual(data);
  });

  test('image-info takes the app in a new flash for one', async () => {
    await using bench = await esptoolBench(chip);
    const app = await bench.file('app.bin', bench.board.flash.read(0x2_0000, 0x100));
    const output = await succeed(bench, 'image-info', app);
    expect(valueOf('Chip ID', output)).toBe(`${chips[chip].chipId} (${CHIPS[chip].title})`);
    expect(output).toMatch(/Checksum: .*\(valid\)/);
    expect(output).toMatch(/Validation hash: .*\(valid\)/);
  });
});

/** Runs esptool on the bench's port; what it printed. What it printed is also what a failure shows. */
async function succeed(bench: Bench, ...args: string[]): Promise<string> {
  const { exitCode, output } = await bench.esptool(...args);
  expect(exitCode, output).toBe(0);
  return output;
}

/** What esptool prints behind `name:`. */
function valueOf(name: string, output: string): string | undefined {
  return new RegExp(`^${name}: +(.*)$`, 'm').exec(output)?.[1];
}

type Bench = Awaited<ReturnType<typeof esptoolBench>>;

const FIRST_PLACE = 0x30_0000;
const PLACE_SIZE = 0x2_0000;

/** esptool's arguments for one image after the other, on flash that held something else. */
async function placed(bench: Bench, images: readonly Uint8Array[]): Promise<string[]> {
  const places: string[] = [];
  for (const [index, image] of images.entries()) {
    const address = FIRST_PLACE + index * PLACE_SIZE;
    soil(bench.board.flash, address, image.length);
    places.push(`0x${address.toString(16)}`, await bench.file(`image-${index}.bin`, image));
  }
  return places;
}

function expectPlaced(flash: Flash, images: readonly Uint8Array[]): void {
  for (const [index, image] of images.entries()) {
    expect(flash.read(FIRST_PLACE + index * PLACE_SIZE, image.length)).toEqual(image);
  }
}

/** Leaves something where a test is about to write: a write that forgot to erase would show. */
function soil(flash: Flash, address: number, length: number): void {
  flash.program(address, new Uint8Array(length).fill(0x5a));
}

/** The same bytes in every run. */
function pseudoRandom(length: number): Uint8Array {
  const blocks = Array.from({ length: length / 32 }, (_, index) =>
    createHash('sha256').update(`esptool ${index}`).digest(),
  );
  return Uint8Array.from(Buffer.concat(blocks));
}

function erased(length: number): Uint8Array {
  return new Uint8Array(length).fill(0xff);
}

function mostlyErased(length: number): Uint8Array {
  const bytes = erased(length);
  bytes.set(pseudoRandom(0x40));
  return bytes;
}
