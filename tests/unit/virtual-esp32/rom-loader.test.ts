import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ChipName } from '../../../src/contract/chip.ts';
import { chips } from '../../../src/virtual-bench/virtual-esp32/chips.ts';
import { Opcode } from '../../../src/virtual-bench/virtual-esp32/loaders/commands.ts';
import { Flash } from '../../../src/virtual-bench/virtual-esp32/silicon/flash.ts';
import { BenchBoard } from './bench-board.ts';
import { stream } from './recordings.ts';
import { newStubEntry } from './stub-entries.ts';
import { command, dataCommand, frames, syncCommand, words } from './requests.ts';

async function ask(board: BenchBoard, request: Buffer): Promise<Buffer> {
  const [answer = Buffer.alloc(0)] = frames(await board.exchange(request));
  return answer;
}

/** First two bytes of the status, which is the end of every answer of the ROM. */
function status(answer: Buffer): string {
  return answer.toString('hex', answer.length - 4, answer.length - 2);
}

async function attached(board: BenchBoard, size = 0x400000): Promise<void> {
  await board.exchange(command(Opcode.SPI_ATTACH, words(0, 0)));
  const params = words(0, size, 0x10000, 0x1000, 0x100, 0xffff);
  await board.exchange(command(Opcode.SPI_SET_PARAMS, params));
}

function begin(
  board: BenchBoard,
  opcode: number,
  ...fields: [number, number, number, number]
): Buffer {
  const encrypted = board.chip.rom.beginLength === 20 ? [0] : [];
  return command(opcode, words(...fields, ...encrypted));
}

describe.each(ChipName.options)('the ROM loader of the %s', (name) => {
  test('answers SYNC eight times', async () => {
    const board = new BenchBoard(chips[name]);
    expect(frames(await board.exchange(syncCommand))).toHaveLength(8);
  });

  test('writes a compressed image, and its MD5 is text', async () => {
    const board = new BenchBoard(chips[name]);
    await attached(board);
    const image = stream('random').subarray(0, 0x2000);
    const deflated = deflateSync(image);
    const blocks = Math.ceil(deflated.length / 0x400);
    await board.exchange(
      begin(board, Opcode.FLASH_DEFL_BEGIN, image.length, blocks, 0x400, 0x20000),
    );
    for (let block = 0; block < blocks; block++) {
      const bytes = deflated.subarray(block * 0x400, (block + 1) * 0x400);
      const answer = await ask(board, dataCommand(Opcode.FLASH_DEFL_DATA, block, bytes));
      expect(status(answer)).toBe('0000');
    }
    expect(Buffer.from(board.flash.read(0x20000, image.length)).equals(image)).toBe(true);
    const request = command(Opcode.SPI_FLASH_MD5, words(0x20000, image.length, 0, 0));
    const answer = await ask(board, request);
    expect(answer.toString('latin1', 8, 40)).toBe(createHash('md5').update(image).digest('hex'));
  });

  test('erases at BEGIN, while the host waits', async () => {
    const flash = new Flash(0x400000, { contents: new Uint8Array(0x400000) });
    const board = new BenchBoard(chips[name], { flash });
    await attached(board);
    await board.exchange(begin(board, Opcode.FLASH_BEGIN, 0x10000, 64, 0x400, 0x20000));
    expect(board.spent.flash).toBe(150);
    expect(flash.read(0x1ffff, 2)).toEqual(Uint8Array.of(0, 0xff));
    expect(flash.read(0x2ffff, 2)).toEqual(Uint8Array.of(0xff, 0));
  });

  test('erases nothing before SPI_ATTACH', async () => {
    const board = new BenchBoard(chips[name]);
    board.flash.onChange(() => expect.unreachable());
    const answer = await ask(board, begin(board, Opcode.FLASH_BEGIN, 0x400, 1, 0x400, 0));
    expect(status(answer)).toBe('0106');
  });

  test.each([
    [0x400000, 0x1640ef],
    [0x1000000, 0x1840ef],
  ])('reaches the flash chip of %i bytes through SPI1', async (size, id) => {
    const board = new BenchBoard(chips[name], { flash: new Flash(size) });
    expect(await flashCommand(board, 0x9f, 24)).toBe(id);
    expect(await flashCommand(board, 0x5a, 32)).toBe(0x50444653); // "SFDP"
    board.flash.program(0x12345, words(0x11223344));
    expect(await flashCommand(board, 0x03, 32, 0x12345)).toBe(0x11223344);
  });

  test('starts the stub that was uploaded, which greets', async () => {
    const board = new BenchBoard(chips[name]);
    const [answer, greeting] = frames(
      await board.exchange(command(Opcode.MEM_END, words(0, newStubEntry(name)))),
    );
    expect(answer?.[1]).toBe(Opcode.MEM_END);
    expect(greeting?.toString()).toBe('OHAI');
  });

  test('stopped in the middle of an erase, it says and does nothing more', async () => {
    let release = (): void => undefined;
    const board = new (class extends BenchBoard {
      override spend(): Promise<void> {
        return new Promise((resolve) => (release = resolve));
      }
    })(chips[name]);
    await attached(board);
    const written = board.exchange(begin(board, Opcode.FLASH_BEGIN, 0x1000, 4, 0x400, 0));
    board.flash.onChange(() => expect.unreachable());
    await setImmediate();
    board.boot();
    release();
    expect(await written).toHaveLength(0);
  });

  test('stopped while it inflates, it does not answer', async () => {
    const board = new BenchBoard(chips[name]);
    await attached(board);
    await board.exchange(begin(board, Opcode.FLASH_DEFL_BEGIN, 0x1000, 5, 0x400, 0));
    const block = deflateSync(stream('random').subarray(0, 0x1000)).subarray(0, 0x400);
    const written = board.exchange(dataCommand(Opcode.FLASH_DEFL_DATA, 0, block));
    board.boot();
    expect(await written).toHaveLength(0);
  });
});

/** One command to the flash chip, register by register, as esptool sends it. */
async function flashCommand(
  board: BenchBoard,
  opcode: number,
  bits: number,
  flashAddress = 0,
): Promise<number> {
  const { spi } = board.chip;
  const writes = [
    [spi.misoLength, bits - 1],
    [spi.user, 0x90000000],
    [spi.user2, (7 << 28) | opcode],
    [spi.address, spi.addressLeftAligned ? flashAddress << 8 : flashAddress],
    [spi.data, 0],
    [spi.command, 1 << 18],
  ] as const;
  for (const [address, value] of writes) {
    await board.exchange(command(Opcode.WRITE_REG, words(address, value, 0xffffffff, 0)));
  }
  const answer = await ask(board, command(Opcode.READ_REG, words(spi.data)));
  return answer.readUInt32LE(4);
}

test('only the newer ROMs know GET_SECURITY_INFO', async () => {
  const request = command(Opcode.GET_SECURITY_INFO);
  const info = await ask(new BenchBoard(chips.esp32s3), request);
  expect(info.readUInt32LE(8 + 12)).toBe(chips.esp32s3.chipId);
  const refusals = frames(await new BenchBoard(chips.esp32).exchange(request));
  expect(refusals.map(status)).toEqual(Array(8).fill('0105'));
});

describe('the baud rate', () => {
  test('is set after the answer', async () => {
    const board = new BenchBoard(chips.esp32s3);
    await board.exchange(command(Opcode.CHANGE_BAUDRATE, words(921_600, 0)));
    expect(board.baudRates).toEqual([921_600]);
  });

  test('of the ESP32 is what the host meant when it allowed for the calibration', async () => {
    const board = new BenchBoard(chips.esp32);
    const calibration =
      (await ask(board, command(Opcode.READ_REG, words(0x3ff5f06c)))).readUInt32LE(4) >>> 7;
    const ck8m =
      (await ask(board, command(Opcode.READ_REG, words(0x3ff5a010)))).readUInt32LE(4) & 0xff;
    const wanted = Math.round((921_600 * calibration * 15625 * ck8m) / 40 / 40_000_000);
    await board.exchange(command(Opcode.CHANGE_BAUDRATE, words(wanted, 0)));
    expect(board.baudRates).toEqual([921_600]);
  });
});

describe('secure download mode', () => {
  const board = (): BenchBoard =>
    new BenchBoard(chips.esp32c6, { security: { secureDownloadMode: true } });

  test('refuses to read registers, to run code, and to read flash', async () => {
    const chip = board();
    await chip.exchange(command(Opcode.SPI_ATTACH, words(0, 0)));
    for (const request of [
      command(Opcode.READ_REG, words(0x40001000)),
      command(Opcode.MEM_BEGIN, words(4, 1, 4, 0x40800000)),
      command(Opcode.READ_FLASH_SLOW, words(0, 64)),
    ]) {
      expect(status(await ask(chip, request))).toBe('0105');
    }
  });

  test('still writes, and says that it is on', async () => {
    const chip = board();
    await attached(chip);
    const answer = await ask(chip, begin(chip, Opcode.FLASH_BEGIN, 0x400, 1, 0x400, 0));
    expect(status(answer)).toBe('0000');
    const info = await ask(chip, command(Opcode.GET_SECURITY_INFO));
    expect(info.readUInt32LE(8)).toBe(1 << 2);
  });
});

test('an ESP32-S3 with secure boot starts a stub only through its flash read function', async () => {
  const board = new BenchBoard(chips.esp32s3, { security: { secureBoot: true } });
  const entry = newStubEntry('esp32s3');
  expect(frames(await board.exchange(command(Opcode.MEM_END, words(0, entry))))).toHaveLength(1);
  await board.exchange(command(Opcode.WRITE_REG, words(0x3fcef688, entry, 0xffffffff, 0)));
  const [greeting] = frames(await board.exchange(command(Opcode.READ_FLASH_SLOW, words(0, 0))));
  expect(greeting?.toString()).toBe('OHAI');
});

test.each(ChipName.options.filter((name) => chips[name].watchdog))(
  'the watchdog of the %s resets it once armed and locked',
  async (name) => {
    const board = new BenchBoard(chips[name]);
    const { watchdog } = chips[name];
    const writes = [
      [watchdog?.writeProtect, 0x50d83aa1],
      [watchdog?.timeout, 2000],
      [watchdog?.config0, 0xd0000102],
      [watchdog?.writeProtect, 0],
    ] as const;
    for (const [address = 0, value] of writes) {
      expect(board.resets).toEqual([]);
      const answer = await ask(
        board,
        command(Opcode.WRITE_REG, words(address, value, 0xffffffff, 0)),
      );
      expect(status(answer)).toBe('0000');
    }
    await setImmediate();
    await setImmediate();
    expect(board.resets).toEqual(['watchdog']);
  },
);
