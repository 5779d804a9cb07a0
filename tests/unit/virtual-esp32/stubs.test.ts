import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ChipName } from '../../../src/contract/chip.ts';
import { chips } from '../../../src/virtual-bench/virtual-esp32/chips.ts';
import { Opcode } from '../../../src/virtual-bench/virtual-esp32/loaders/commands.ts';
import { Flash } from '../../../src/virtual-bench/virtual-esp32/silicon/flash.ts';
import { slipFrame } from '../../../src/virtual-bench/virtual-esp32/loaders/slip.ts';
import { BenchBoard } from './bench-board.ts';
import { stream } from './recordings.ts';
import { command, dataCommand, frames, words } from './requests.ts';
import { LEGACY_STUB_ENTRY, newStubEntry } from './stub-entries.ts';

const stubs: { kind: 'new' | 'legacy'; name: ChipName; entry: number }[] = [
  ...ChipName.options.map((name) => ({ kind: 'new' as const, name, entry: newStubEntry(name) })),
  ...Object.entries(LEGACY_STUB_ENTRY).map(([name, entry]) => ({
    kind: 'legacy' as const,
    name: ChipName.parse(name),
    entry,
  })),
];

async function runningStub(
  kind: 'new' | 'legacy',
  name: ChipName,
  flash = new Flash(0x400000),
): Promise<BenchBoard> {
  const board = new BenchBoard(chips[name], { flash });
  const entry = stubs.find((stub) => stub.kind === kind && stub.name === name)?.entry ?? 0;
  await board.exchange(command(Opcode.MEM_END, words(0, entry)));
  return board;
}

async function ask(board: BenchBoard, request: Buffer): Promise<Buffer> {
  const [answer = Buffer.alloc(0)] = frames(await board.exchange(request));
  return answer;
}

function status(answer: Buffer): string {
  return answer.toString('hex', answer.length - 2);
}

/** FLASH_DEFL_BEGIN, the blocks, FLASH_DEFL_END; the status of each. */
async function writeDeflated(
  board: BenchBoard,
  address: number,
  image: Buffer,
  deflated: Buffer,
  blockNumbers: readonly number[],
): Promise<string[]> {
  const blockSize = 0x400;
  const blocks = Math.ceil(deflated.length / blockSize);
  const begin = words(image.length, blocks, blockSize, address, 0);
  const answers = [await ask(board, command(Opcode.FLASH_DEFL_BEGIN, begin))];
  for (const number of blockNumbers) {
    const block = deflated.subarray(number * blockSize, (number + 1) * blockSize);
    answers.push(await ask(board, dataCommand(Opcode.FLASH_DEFL_DATA, number, block)));
  }
  answers.push(await ask(board, command(Opcode.FLASH_DEFL_END, words(1))));
  return answers.map(status);
}

const image = stream('random').subarray(0, 0x1000);
const deflated = deflateSync(image);
const OK = '0000';

describe.each(stubs)('the $kind stub on an $name', ({ kind, name }) => {
  test('writes what it inflates over what was there', async () => {
    const flash = new Flash(0x400000, { contents: new Uint8Array(0x400000) });
    const board = await runningStub(kind, name, flash);
    const answers = await writeDeflated(board, 0x30000, image, deflated, [0, 1, 2, 3, 4]);
    expect(answers).toEqual(Array(7).fill(OK));
    expect(Buffer.from(flash.read(0x30000, image.length)).equals(image)).toBe(true);
    expect(flash.read(0x31000, 1)).toEqual(Uint8Array.of(0));
  });

  test('answers MD5 in 16 bytes', async () => {
    const board = await runningStub(kind, name);
    board.flash.program(0x8000, image);
    const request = command(Opcode.SPI_FLASH_MD5, words(0x8000, image.length, 0, 0));
    const digest = (await ask(board, request)).subarray(8, 24);
    expect(digest).toEqual(createHash('md5').update(image).digest());
  });

  test('reads flash block by block, and ends with the MD5 of it', async () => {
    const board = await runningStub(kind, name);
    board.flash.program(0x8000, stream('random').subarray(0, 0x2000));
    const request = command(Opcode.READ_FLASH, words(0x8000, 0x2000, 0x1000, 64));
    const [answer = Buffer.of(), first = Buffer.of()] = frames(await board.exchange(request));
    expect(status(answer)).toBe(OK);
    const [second = Buffer.of()] = frames(await board.exchange(slipFrame(words(0x1000))));
    const [digest] = frames(await board.exchange(slipFrame(words(0x2000))));
    const read = Buffer.concat([first, second]);
    expect(read.equals(stream('random').subarray(0, 0x2000))).toBe(true);
    expect(digest).toEqual(createHash('md5').update(read).digest());
  });

  test('hears a frame that comes in pieces, all at the same moment', async () => {
    const board = await runningStub(kind, name);
    const request = command(Opcode.READ_REG, words(0x40001000));
    const answers = Array.from(request, (byte) => board.exchange(Buffer.of(byte)));
    const answer = Buffer.concat(await Promise.all(answers));
    expect(frames(answer).map(status)).toEqual([OK]);
  });

  test('changes the baud rate after its answer', async () => {
    const board = await runningStub(kind, name);
    await board.exchange(command(Opcode.CHANGE_BAUDRATE, words(921_600, 115_200)));
    expect(board.baudRates).toEqual([921_600]);
  });

  test('erases a region, sector by sector', async () => {
    const flash = new Flash(0x400000, { contents: new Uint8Array(0x400000) });
    const board = await runningStub(kind, name, flash);
    await board.exchange(command(Opcode.ERASE_REGION, words(0x5000, 0x2000)));
    expect(flash.read(0x4fff, 2)).toEqual(Uint8Array.of(0, 0xff));
    expect(flash.read(0x6fff, 2)).toEqual(Uint8Array.of(0xff, 0));
    expect(board.spent.flash).toBe(2 * 45);
  });

  test('tells GET_SECURITY_INFO if the chip has any', async () => {
    const board = await runningStub(kind, name);
    const answer = await ask(board, command(Opcode.GET_SECURITY_INFO));
    if (name === 'esp32') expect(status(answer)).toBe('ff00');
    else if (name === 'esp32s2')
      expect(answer).toHaveLength(8 + 12 + 2); // without a chip id
    else expect(answer.readUInt32LE(8 + 12)).toBe(chips[name].chipId);
  });
});

test('the new stub refuses a block of memory that is not as long as it says', async () => {
  const board = await runningStub('new', 'esp32s3');
  await board.exchange(command(Opcode.MEM_BEGIN, words(8, 2, 4, 0x3fc90000)));
  const lie = Buffer.concat([words(8, 0, 0, 0), words(1)]);
  expect(status(await ask(board, command(Opcode.MEM_DATA, lie)))).toBe('c900');
});

test('a block that is sent twice is inflated twice: the new stub takes it, and the flash is wrong', async () => {
  const board = await runningStub('new', 'esp32s3');
  const answers = await writeDeflated(board, 0, image, deflated, [0, 1, 1, 2, 3, 4]);
  expect(answers.slice(0, 7)).toEqual(Array(7).fill(OK));
  expect(Buffer.from(board.flash.read(0, image.length)).equals(image)).toBe(false);
});

test('the last block sent twice is too much for the legacy stub, although the flash is right', async () => {
  const board = await runningStub('legacy', 'esp32s3');
  const answers = await writeDeflated(board, 0, image, deflated, [0, 1, 2, 3, 4, 4]);
  expect(answers.at(-1)).toBe('c900');
  expect(Buffer.from(board.flash.read(0, image.length)).equals(image)).toBe(true);
});

test('what an aborted transfer left in the legacy stub spoils the next one', async () => {
  const board = await runningStub('legacy', 'esp32s3');
  await writeDeflated(board, 0, image, deflated, [0, 1]);
  await writeDeflated(board, 0, image, deflated, [0, 1, 2, 3, 4]);
  expect(Buffer.from(board.flash.read(0, image.length)).equals(image)).toBe(false);
});

test('the new stub starts afresh after an aborted transfer', async () => {
  const board = await runningStub('new', 'esp32s3');
  await writeDeflated(board, 0, image, deflated, [0, 1]);
  await writeDeflated(board, 0, image, deflated, [0, 1, 2, 3, 4]);
  expect(Buffer.from(board.flash.read(0, image.length)).equals(image)).toBe(true);
});
