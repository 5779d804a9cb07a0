import type { TimeAccount } from '../../src/virtual-bench/virtual-esp32/board.ts';
import { JOIN_MS } from '../../src/virtual-bench/virtual-esp32/firmware/wifi-station.ts';
import { BoardsProcess } from './boards-process.ts';
import { runChain, type ChainTimes } from './chain.ts';
import { spread, type Spread } from './spread.ts';
import { Station } from './station.ts';

export interface RunBench {
  /** In seconds; wire, flash and device are what the line, the flash and the chip take, a moment counting once. */
  total: Spread;
  wire: Spread;
  flash: Spread;
  device: Spread;
  /** All the rest: this program, the CA, the disk, and the waits that it imposes on the board. */
  host: Spread;
  totalOverFloor: Spread;
  /** The chain that a user would script, over the same port, in seconds: each process, and all of them. */
  chain: Record<keyof ChainTimes | 'total', Spread>;
  /** The same with a port that answers as quickly as a local one. */
  quickChain: Record<keyof ChainTimes | 'total', Spread>;
  /** Both without the join, which takes the device as long in each. */
  chainOverOurs: Spread;
  quickChainOverOurs: Spread;
}

export const REPETITIONS = 3;
const OWN_RUNS_EACH = 3; // ours are short

/**
 * Ours and the chain on fresh virtual ESP32-S3 with real timing, in turn, so that whatever else the machine does meets
 * all of them; the order changes from repetition to repetition. Boards and CA have a process of their own.
 */
export async function benchRun(): Promise<RunBench> {
  await using boards = new BoardsProcess();
  await using station = await Station.open();
  await runOurs(boards, station); // warms up the JIT compiler, as a station is after its first board
  const ours: OwnRun[] = [];
  const chains: ChainTimes[] = [];
  const quickChains: ChainTimes[] = [];
  const measure = [
    async () => {
      for (let run = 0; run < OWN_RUNS_EACH; run += 1) ours.push(await runOurs(boards, station));
    },
    async () => void chains.push(await runOneChain(boards, false)),
    async () => void quickChains.push(await runOneChain(boards, true)),
  ];
  for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
    const first = repetition % measure.length;
    for (const each of [...measure.slice(first), ...measure.slice(0, first)]) await each();
  }
  return {
    ...spreadsOf(ours),
    chain: spreadsOf(chains.map(withTotal)),
    quickChain: spreadsOf(quickChains.map(withTotal)),
    chainOverOurs: over(chains, ours),
    quickChainOverOurs: over(quickChains, ours),
  };
}

type OwnRun = Record<TimeAccount | 'total' | 'host' | 'totalOverFloor', number>;

let macs = 0;

/** No board is provisioned twice: it would be on record. */
function nextMac(): string {
  macs += 1;
  return `A0:B1:C2:D3:00:${macs.toString(16).padStart(2, '0')}`;
}

async function runOurs(boards: BoardsProcess, station: Station): Promise<OwnRun> {
  const { ca, boards: plugged } = await boards.ask({ plugIn: [nextMac()] });
  const [before] = plugged;
  if (!before) throw new Error('no board');
  const total = await station.provision(before.url, ca);
  const after = (await boards.ask()).boards[0] ?? before;
  const spent = (account: TimeAccount) =>
    (after.accounts[account] - before.accounts[account]) / 1_000;
  const [wire, flash, device] = [spent('wire'), spent('flash'), spent('device')];
  const floor = wire + flash + device;
  return { total, wire, flash, device, host: total - floor, totalOverFloor: total / floor };
}

async function runOneChain(boards: BoardsProcess, quickPort: boolean): Promise<ChainTimes> {
  const { ca, boards: plugged } = await boards.ask({ plugIn: [nextMac()] });
  return await runChain({ port: plugged[0]?.url ?? '', ca, quickPort });
}

function withTotal(times: ChainTimes): ChainTimes & { total: number } {
  return { ...times, total: totalOf(times) };
}

function totalOf(times: ChainTimes): number {
  return Object.values<number>({ ...times }).reduce((sum, seconds) => sum + seconds, 0);
}

/** Each chain against the median of ours. */
function over(chains: readonly ChainTimes[], ours: readonly OwnRun[]): Spread {
  const joined = JOIN_MS / 1_000;
  const our = spread(ours.map(({ total }) => total)).median - joined;
  return spread(chains.map((times) => (totalOf(times) - joined) / our));
}

function spreadsOf<K extends string>(runs: readonly Record<K, number>[]): Record<K, Spread> {
  const keys = Object.keys(runs[0] ?? {}) as K[]; // its own keys
  const entries = keys.map((key) => [key, spread(runs.map((run) => run[key]))] as const);
  return Object.fromEntries(entries) as Record<K, Spread>;
}
