import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCommandLine } from '../../embedded/esptool/command-line.ts';
import { openPort } from '../../src/device/open-port.ts';
import {
  startVirtualEsp32,
  type RunningVirtualEsp32,
} from '../../src/virtual-bench/virtual-esp32/start-virtual-esp32.ts';

let folder: string;
let bench: RunningVirtualEsp32;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'esptool-'));
  bench = await startVirtualEsp32({ chip: 'esp32c6' });
});

afterEach(async () => {
  await bench.close();
  await rm(folder, { recursive: true });
});

/** Collects what is printed. */
class Printer extends Writable {
  readonly isTTY: boolean;
  text = '';
  onText: (text: string) => void = () => undefined;

  constructor(isTTY = false) {
    super();
    this.isTTY = isTTY;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    this.onText(chunk.toString());
    done();
  }
}

interface Run {
  stop?: AbortController;
  output?: Printer;
}

/** Runs the command line against the virtual board; the words as a user types them. */
async function esptool(words: string, { stop = new AbortController(), output }: Run = {}) {
  const printed = output ?? new Printer();
  const complaints = new Printer();
  const argv = ['--port', bench.url, ...words.split(' ')];
  const world = { openPort, output: printed, errorOutput: complaints, signal: stop.signal };
  const exitCode = await runCommandLine(argv, world);
  return { exitCode, printed: printed.text, complaints: complaints.text };
}

async function file(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

describe('the command line', () => {
  test('reads the MAC, and leaves the firmware running', async () => {
    const { exitCode, printed } = await esptool('read-mac');
    expect(exitCode).toBe(0);
    expect(printed).toContain('a0:b1:c2:d3:e4:f5');
    expect(printed).toContain('Hard resetting');
  });

  test.each([
    ['chip-id', 'no chip id'],
    ['flash-id', 'Detected flash size: 16MB'],
    ['get-security-info', 'Secure boot:         Disabled'],
    ['--after no-reset read-mac', 'Staying in the bootloader'],
  ])('%s says: %s', async (words, text) => {
    const { exitCode, printed } = await esptool(words);
    expect(exitCode).toBe(0);
    expect(printed).toContain(text);
  });

  test('writes several files and verifies each; read-flash and verify-flash agree', async () => {
    const images = [randomBytes(70_000), randomBytes(5000)] as const;
    const [a, b] = [await file('a.bin', images[0]), await file('b.bin', images[1])];
    const written = await esptool(`--baud 921600 write-flash 0x10000 ${a} 0x40000 ${b}`);
    expect(written).toMatchObject({ exitCode: 0, complaints: '' });
    expect(written.printed.match(/Hash of data verified/g)).toHaveLength(2);
    expect(images[0].equals(bench.board.flash.read(0x10000, 70_000))).toBe(true);

    expect((await esptool(`verify-flash 0x40000 ${b}`)).exitCode).toBe(0);
    const copy = join(folder, 'copy.bin');
    expect((await esptool(`read-flash 65536 70000 ${copy}`)).exitCode).toBe(0);
    expect(images[0].equals(await readFile(copy))).toBe(true);
    expect(await readdir(folder)).toEqual(['a.bin', 'b.bin', 'copy.bin']);
  });

  test('shows on a terminal how far it is', async () => {
    const image = await file('a.bin', randomBytes(50_000));
    const output = new Printer(true);
    await esptool(`write-flash 0x10000 ${image}`, { output });
    expect(output.text).toMatch(/\[=+ +\] +\d+\.\d% \d+\/50000 bytes/);
    expect(output.text).toContain('100.0% 50000/50000 bytes\n');
  });

  test('erases a region', async () => {
    bench.board.flash.program(0x20_0000, Buffer.alloc(16));
    expect((await esptool('erase-region 0x200000 0x1000')).exitCode).toBe(0);
    expect(bench.board.flash.read(0x20_0000, 2)).toEqual(Uint8Array.of(0xff, 0xff));
  });

  test('says where the flash differs from a file', async () => {
    const image = randomBytes(5000);
    const path = await file('a.bin', image);
    await esptool(`write-flash 0x10000 ${path}`);
    bench.board.flash.flipBit(0x10321);
    const { exitCode, complaints } = await esptool(`verify-flash 0x10000 ${path}`);
    expect(exitCode).toBe(1);
    expect(complaints).toContain('first at 0x00010321');
  });

  test('stops on request, frees the port, and says what state the flash is in', async () => {
    const stop = new AbortController();
    bench.board.flash.onChange(() => stop.abort());
    const image = await file('a.bin', randomBytes(500_000));
    const { exitCode, complaints } = await esptool(`write-flash 0x10000 ${image}`, { stop });
    expect(exitCode).toBe(130);
    expect(complaints).toMatch(/^Stopped.* 0x00010000 to 0x0008a120 is incomplete.*not reset/);
    expect((await esptool('read-mac')).exitCode).toBe(0);
  });

  test('leaves no half a file behind when it is stopped', async () => {
    const stop = new AbortController();
    const output = new Printer(true);
    output.onText = (text) => {
      if (text.includes('Reading')) stop.abort();
    };
    const run = await esptool(`read-flash 0 500000 ${join(folder, 'copy.bin')}`, { stop, output });
    expect(run.exitCode).toBe(130);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('wrong usage is told before the port is opened, and changes nothing', () => {
  test.each([
    ['write-flash 0x10000', 'every address needs a file'],
    ['write-flash 0x123 a.bin', 'multiple of 0x1000'],
    ['write-flash here a.bin', 'multiple of 0x1000'],
    ['erase-region 0x1000 0x10', 'multiple of 0x1000'],
    ['read-flash 0 0 a.bin', 'above 0'],
    ['read-flash 0 16', 'missing required argument'],
    ['--before sideways read-mac', 'default-reset'],
    ['--chip esp99 read-mac', 'esp32s3'],
    ['juggle', 'unknown command'],
  ])('%s', async (words, sentence) => {
    const { exitCode, complaints } = await esptool(words);
    expect(exitCode).toBe(2);
    expect(complaints).toContain(sentence);
    expect(bench.server.inUse).toBe(false);
  });

  test('files that overlap', async () => {
    const image = await file('a.bin', randomBytes(0x2000));
    const { exitCode, complaints } = await esptool(`write-flash 0x10000 ${image} 0x11000 ${image}`);
    expect(exitCode).toBe(2);
    expect(complaints).toContain('overlap');
  });

  test('no port at all', async () => {
    const errorOutput = new Printer();
    const { signal } = new AbortController();
    const world = { openPort, output: new Printer(), errorOutput, signal };
    expect(await runCommandLine(['read-mac'], world)).toBe(2);
    expect(errorOutput.text).toContain('--port');
  });
});

describe('a failure is told in a sentence, with exit code 1', () => {
  test.each([
    ['write-flash 0x10000 no-such-file.bin', 'no-such-file.bin'],
    ['read-flash 0xfff000 0x2000 a.bin', 'go beyond it'],
    ['--chip esp32 read-mac', 'is an ESP32-C6, not ESP32'],
  ])('%s', async (words, sentence) => {
    const { exitCode, complaints } = await esptool(words);
    expect(exitCode).toBe(1);
    expect(complaints).toContain(sentence);
    expect(complaints).toContain('The flash was not changed');
  });
});
