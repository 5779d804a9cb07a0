import { describe, expect, test } from 'vitest';
import { Opcode } from '../../../src/virtual-bench/virtual-esp32/loaders/commands.ts';
import type { BenchBoard } from './bench-board.ts';
import { deviations } from './deviations.ts';
import { attachFlash, partitionTable, recordedBoard } from './recorded-board.ts';
import { inPiecesOf, readErrors, stream, wireBytes } from './recordings.ts';
import type { ErrorRecording, RecordedBytes } from './recordings.ts';
import { command, words } from './requests.ts';

const recordings = [...readErrors('esp32-errors.jsonl'), ...readErrors('esp32c3-errors.jsonl')];

describe('a provoked error is answered as the recorded chip answers it', () => {
  test.each(recordings)('$chip $target: $case', async (recording) => {
    const board = await prepare(recording);
    for (const step of recording.steps) {
      const answers: Buffer[] = [];
      for (const pieces of step.send) answers.push(await board.exchange(wireBytes(pieces)));
      const answer = inPiecesOf(Buffer.concat(answers), step.answer);
      const name = `${recording.chip} ${recording.target}/${recording.case}/${step.note}`;
      if (name in deviations) expect(answer, `${name} deviates no more`).not.toEqual(step.answer);
      else if (board.booted) expect(isStartOf(answer, step.answer), name).toBe(true);
      else expect(answer, name).toEqual(step.answer);
    }
  });
});

test('every deviation names a step that was recorded', () => {
  const names = recordings.flatMap(({ chip, target, case: name, steps }) =>
    steps.map(({ note }) => `${chip} ${target}/${name}/${note}`),
  );
  expect(Object.keys(deviations).filter((name) => !names.includes(name))).toEqual([]);
});

async function prepare({
  chip,
  mac,
  target,
  before,
  prepared,
}: ErrorRecording): Promise<BenchBoard> {
  const board = await recordedBoard(chip, mac, target);
  if (before.partitionTable) board.flash.program(0x8000, partitionTable());
  if (before.flash) {
    const { address, stream: name, length } = before.flash;
    board.flash.program(address, stream(name).subarray(0, length));
  }
  for (const [address, value] of before.memory) {
    await board.exchange(command(Opcode.WRITE_REG, words(address, value, 0xffffffff, 0)));
  }
  if (prepared) await attachFlash(board, target);
  return board;
}

/** A loader that boots the flash is done; what the firmware in the recorded flash said is not its business. */
function isStartOf(answer: readonly RecordedBytes[], recorded: readonly RecordedBytes[]): boolean {
  const [first = ''] = answer;
  const [recordedFirst = ''] = recorded;
  return (
    typeof first === 'string' &&
    typeof recordedFirst === 'string' &&
    recordedFirst.startsWith(first)
  );
}
