import type { Progress, StepId } from '../../contract/run.ts';
import type { RunPlan } from './run-plan.ts';

/** A step that has begun, as far as the screen knows. */
export interface StepState {
  status: 'running' | 'done' | 'unconfirmed' | 'skipped' | 'failed';
  /** Share of this step that is finished, 0 to 1. */
  fraction: number;
  /** Milliseconds since it began, at `at`. */
  elapsedMs: number;
  /** How many it has moved, of how many. */
  bytes?: Progress['bytes'];
  note: string | undefined;
  /** When this was heard, on the clock of performance.now(). */
  at: number;
}

export type StepStates = Partial<Record<StepId, StepState>>;

/** Steps that say how far they are; the others only begin and end. */
export const MEASURED_STEPS: ReadonlySet<StepId> = new Set([
  'flash-firmware',
  'flash-nvs',
  'verify-nvs',
]);

const MOST_WHILE_RUNNING = 0.9; // of a step whose end nobody can foresee
const MOST_OF_A_RUN = 0.99; // the run itself says when it is complete; until then work remains

/** Share of the whole run that is finished, 0 to 0.99: steps weigh what they usually take, skipped ones nothing. */
export function overallFraction(plan: RunPlan, states: StepStates, now: number): number {
  let done = 0;
  let all = 0;
  for (const { step, skipped } of plan.steps) {
    const state = states[step];
    if (skipped ?? state?.status === 'skipped') continue;
    const weight = plan.usualMs[step];
    all += weight;
    if (state) done += weight * shareOf(step, state, weight, now);
  }
  return all === 0 ? 0 : Math.min(MOST_OF_A_RUN, done / all);
}

function shareOf(step: StepId, state: StepState, usualMs: number, now: number): number {
  if (state.status !== 'running') return state.fraction;
  if (MEASURED_STEPS.has(step)) return state.fraction;
  return MOST_WHILE_RUNNING * Math.min(1, elapsedOf(state, now) / Math.max(1, usualMs));
}

/** Milliseconds that a step has taken by now. */
export function elapsedOf({ status, elapsedMs, at }: StepState, now: number): number {
  return status === 'running' ? elapsedMs + Math.max(0, now - at) : elapsedMs;
}
