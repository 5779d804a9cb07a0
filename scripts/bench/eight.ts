import { BoardsProcess } from './boards-process.ts';
import { spread, type Spread } from './spread.ts';
import { Station } from './station.ts';

export interface EightBench {
  /** Seconds from the start until the last of eight boards has passed, over those of one alone. */
  eightAtOnceOverOne: Spread;
  eight: Spread;
  one: Spread;
}

const ROUNDS = 3;
const BOARDS = 8;
const BOARDS_A_PROCESS = 4;

/** Eight boards at once on one station, and one alone, in turn. The boards live in two processes beside it. */
export async function benchEight(): Promise<EightBench> {
  await using first = new BoardsProcess();
  await using second = new BoardsProcess();
  await using station = await Station.open();
  const halves = [first, second];
  const measure = async (count: number) => {
    const plugged = await Promise.all(
      halves.map((half, index) =>
        half.ask({ plugIn: macsFor(Math.min(BOARDS_A_PROCESS, count - index * BOARDS_A_PROCESS)) }),
      ),
    );
    const began = performance.now();
    await Promise.all(
      plugged.flatMap(({ ca, boards }) => boards.map(({ url }) => station.provision(url, ca))),
    );
    return (performance.now() - began) / 1_000;
  };
  await measure(1); // warms up
  const ones: number[] = [];
  const eights: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    ones.push(await measure(1));
    eights.push(await measure(BOARDS));
  }
  const one = spread(ones);
  return {
    one,
    eight: spread(eights),
    eightAtOnceOverOne: spread(eights.map((seconds) => seconds / one.median)),
  };
}

let macs = 0;

function macsFor(count: number): string[] {
  return Array.from({ length: Math.max(0, count) }, () => {
    macs += 1;
    return `A0:B1:C2:D3:08:${macs.toString(16).padStart(2, '0')}`;
  });
}
