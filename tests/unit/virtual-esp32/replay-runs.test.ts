import { describe, expect, test } from 'vitest';
import { Opcode } from '../../../src/virtual-bench/virtual-esp32/loaders/commands.ts';
import { slipFrame } from '../../../src/virtual-bench/virtual-esp32/loaders/slip.ts';
import type { BenchBoard } from './bench-board.ts';
import { partitionTable, recordedBoard } from './recorded-board.ts';
import { asRecorded, payloadBytes, readRuns, stream } from './recordings.ts';
import type { RecordedBytes, RunRecording } from './recordings.ts';
import { frames } from './requests.ts';

const runs = [...readRuns('esp32-esptool.jsonl'), ...readRuns('esp32c3-esptool.jsonl')];

describe('esptool gets the answers that it got from the recorded chip', () => {
  test.each(runs)('$chip, esptool $esptool: $run', async (run) => {
    const board = await prepare(run);
    const recorded = run.exchanges.flatMap(({ answer }) => answer);
    const mask = new ValueMask(board);
    const got: RecordedBytes[] = [];
    const expected: RecordedBytes[] = [];
    for (const { send } of run.exchanges) {
      const request = payloadBytes(send);
      mask.note(request);
      for (const frame of frames(await board.exchange(slipFrame(request)))) {
        const answer = recorded[got.length] ?? 'nothing more';
        got.push(mask.apply(asRecorded(frame, answer)));
        expected.push(mask.apply(answer));
      }
    }
    // esptool does not always wait for all of an answer, so they are compared in a row, not by command.
    expect(got).toEqual(expected);
    expect(got).toHaveLength(recorded.length);
  });
});

/**
 * Hides the value of READ_REG where the recorded chip has another one with good reason: the ROM's
 * own flash accesses left SPI_USER and SPI_USER2 as they are (esptool saves and restores them), and
 * the recorded flash chip knows no SFDP, as a real one does.
 */
class ValueMask {
  readonly #spi;
  #command = 0;
  #hidden = false;

  constructor(board: BenchBoard) {
    this.#spi = board.chip.spi;
  }

  note(request: Buffer): void {
    const opcode = request[1];
    const address = request.length >= 12 ? request.readUInt32LE(8) : 0;
    const { user, user2, data } = this.#spi;
    if (opcode === Opcode.WRITE_REG && address === user2) this.#command = request[12] ?? 0;
    if (opcode === Opcode.SYNC) this.#hidden = false;
    if (opcode !== Opcode.READ_REG) return;
    this.#hidden = [user, user2].includes(address) || (address === data && this.#command === 0x5a);
  }

  /** The ROM repeats the value in every answer up to the next READ_REG. */
  apply(answer: RecordedBytes): RecordedBytes {
    if (!this.#hidden || typeof answer !== 'string' || !answer.startsWith('01')) return answer;
    return `${answer.slice(0, 8)}........${answer.slice(16)}`;
  }
}

/** The runs wrote these regions one after the other, and read what earlier ones had written. */
async function prepare({ chip, mac, esptool, running }: RunRecording): Promise<BenchBoard> {
  const board = await recordedBoard(chip, mac, running);
  if (chip !== 'esp32') return board;
  const random = stream('random');
  const sparse = Buffer.alloc(0x10000, 0xff);
  sparse.set(stream('transcript').subarray(0, 512));
  if (esptool === '5.3.1') board.flash.program(0x8000, partitionTable()); // erased when 4.8.1 came
  for (const address of [0x200000, 0x220000, 0x240000, 0x260000])
    board.flash.program(address, sparse);
  for (const address of [0x210000, 0x230000, 0x250000, 0x270000, 0x280000]) {
    board.flash.program(address, random);
  }
  return board;
}
