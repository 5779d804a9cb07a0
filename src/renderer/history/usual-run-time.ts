import type { DeviceRecord } from '../../contract/record.ts';
import { median } from '../progress/run-plan.ts';

const LAST_RUNS = 20;

/** The median time of the last runs that passed, in milliseconds; undefined until three have. */
export function usualRunTime(records: readonly DeviceRecord[]): number | undefined {
  const passed = records
    .flatMap(({ runs }) => runs)
    .filter(({ outcome, endedAt }) => outcome === 'passed' && endedAt !== null)
    .toSorted((a, b) => b.startedAt.localeCompare(a.startedAt))
    .slice(0, LAST_RUNS);
  return median(passed.map(runTime).filter((ms) => ms !== undefined));
}

/** How long a run took, in milliseconds; undefined for one that never ended. */
export function runTime(run: { startedAt: string; endedAt: string | null }): number | undefined {
  return run.endedAt === null ? undefined : Date.parse(run.endedAt) - Date.parse(run.startedAt);
}
