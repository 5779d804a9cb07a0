import type { CurrentRun } from '../../contract/current-run.ts';
import type { WireError } from '../../contract/errors.ts';
import type { Progress, Provisioned, RunFailed, StepId } from '../../contract/run.ts';
import { overallFraction, type StepStates } from '../progress/overall-progress.ts';
import { plannedSteps, runPlan, type RunPlan } from '../progress/run-plan.ts';

interface Begun {
  plan: RunPlan;
  states: StepStates;
  /** All times are those of performance.now(). */
  startedAt: number;
}

/** One union says where a run is, so no two parts of the screen can disagree. */
export type RunState =
  | { phase: 'idle'; endedRunId: string | null }
  | (Begun & {
      phase: 'running';
      /** null until the host has named the run. */
      runId: string | null;
      current: StepId | null;
      now: number;
      /** Share of the whole, 0 to 0.99. It never goes back. */
      overall: number;
      cancelling: boolean;
    })
  | (Begun & { phase: 'passed'; result: Provisioned; endedAt: number })
  | (Begun & { phase: 'failed'; failure: RunFailed; endedAt: number });

export type Running = Extract<RunState, { phase: 'running' }>;
export type Passed = Extract<RunState, { phase: 'passed' }>;
export type Failed = Extract<RunState, { phase: 'failed' }>;

export type RunEvent =
  | { type: 'start'; plan: RunPlan; at: number }
  | { type: 'found'; run: CurrentRun; at: number }
  | { type: 'accepted'; runId: string }
  | { type: 'refused'; error: WireError; at: number }
  | { type: 'progress'; progress: Progress; at: number }
  | { type: 'complete'; result: Provisioned; at: number }
  | { type: 'error'; failure: RunFailed; at: number }
  | { type: 'cancel' }
  | { type: 'tick'; at: number }
  | { type: 'leave' };

export const IDLE: RunState = { phase: 'idle', endedRunId: null };

/** What an event makes of a run. Events of other runs, and of this one after its end, change nothing. */
export function reduceRun(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'start':
      return state.phase === 'running' ? state : begin(event.plan, null, event.at);
    case 'found':
      return state.phase === 'running' ? state : found(event);
    case 'leave':
      return state.phase === 'running' ? state : { phase: 'idle', endedRunId: endedRunId(state) };
    default:
      return state.phase === 'running' ? reduceRunning(state, event) : state;
  }
}

function reduceRunning(
  state: Running,
  event: Exclude<RunEvent, { type: 'start' | 'found' | 'leave' }>,
): RunState {
  switch (event.type) {
    case 'accepted':
      return { ...state, runId: state.runId ?? event.runId };
    case 'refused':
      return fail(state, refusal(event.error), event.at);
    case 'progress':
      return isOf(state, event.progress.runId) ? progressed(state, event) : state;
    case 'complete':
      return isOf(state, event.result.runId) ? pass(state, event.result, event.at) : state;
    case 'error':
      return isOf(state, event.failure.runId) ? fail(state, event.failure, event.at) : state;
    case 'cancel':
      return { ...state, cancelling: true };
    case 'tick':
      return advance(state, event.at);
  }
}

/** Whether what is told of that run is told of this one. */
export function isAbout(state: RunState, runId: string): boolean {
  return state.phase === 'running' ? isOf(state, runId) : endedRunId(state) === runId;
}

/** The run that has ended last, null before the first. */
export function endedRunId(state: Exclude<RunState, Running>): string | null {
  switch (state.phase) {
    case 'idle':
      return state.endedRunId;
    case 'passed':
      return state.result.runId;
    case 'failed':
      return state.failure.runId;
  }
}

function begin(plan: RunPlan, runId: string | null, at: number): Running {
  return {
    phase: 'running',
    plan,
    runId,
    states: {},
    current: null,
    startedAt: at,
    now: at,
    overall: 0,
    cancelling: false,
  };
}

/** A run that began before this page was there: it goes on, or has come to its end meanwhile. */
function found({ run, at }: Extract<RunEvent, { type: 'found' }>): RunState {
  const { runId, asked, elapsedMs, steps, end } = run;
  const plan = runPlan(plannedSteps(asked, asked.wifiOnlyBy), {});
  const running = steps.reduce(
    (state, progress) => progressed(state, { progress, at }),
    begin(plan, runId, at - elapsedMs),
  );
  return end ? reduceRunning(running, { ...end, at }) : running;
}

function progressed(state: Running, { progress, at }: { progress: Progress; at: number }): Running {
  const { runId, step, status, fraction, elapsedMs, bytes, note } = progress;
  const states: StepStates = {
    ...state.states,
    [step]: { status, fraction, elapsedMs, bytes, note, at },
  };
  const current = status === 'skipped' ? state.current : step;
  return advance({ ...state, runId, states, current }, at);
}

/** A run whose name is not known yet takes the first name that it hears: events may overtake the reply. */
function isOf(state: Running, runId: string): boolean {
  return (state.runId ?? runId) === runId;
}

function advance(state: Running, now: number): Running {
  const fraction = overallFraction(state.plan, state.states, now);
  return { ...state, now, overall: Math.max(state.overall, fraction) };
}

function pass({ plan, states, startedAt }: Running, result: Provisioned, endedAt: number): Passed {
  return { phase: 'passed', plan, states, startedAt, result, endedAt };
}

function fail({ plan, states, startedAt }: Running, failure: RunFailed, endedAt: number): Failed {
  return { phase: 'failed', plan, states, startedAt, failure, endedAt };
}

/** A run that the host did not even begin. */
function refusal(error: WireError): RunFailed {
  return {
    runId: '',
    step: null,
    error,
    deviceState: 'untouched',
    recordId: null,
    registered: false,
  };
}
