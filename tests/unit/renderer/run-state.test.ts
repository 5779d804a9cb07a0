import { expect, test } from 'vitest';

import { wireError } from '../../../src/contract/errors.ts';
import {
  IDLE,
  isAbout,
  reduceRun,
  type RunEvent,
  type RunState,
} from '../../../src/renderer/stores/run-state.ts';
import { currentRun, failed, passed, progress, WHOLE_RUN } from './facts.ts';

const START: RunEvent = { type: 'start', plan: WHOLE_RUN, at: 1_000 };
const ACCEPTED: RunEvent = { type: 'accepted', runId: 'run-1' };
const PASSED: RunEvent = { type: 'complete', result: passed(), at: 12_000 };

const after = (...events: RunEvent[]): RunState => events.reduce(reduceRun, IDLE);
const progressed = (...change: Parameters<typeof progress>): RunEvent => ({
  type: 'progress',
  progress: progress(...change),
  at: 1_500,
});

test('a run goes from start over its steps to the verdict', () => {
  const state = after(
    START,
    ACCEPTED,
    progressed('connect', { status: 'done', fraction: 1 }),
    PASSED,
  );
  expect(state).toMatchObject({
    phase: 'passed',
    startedAt: 1_000,
    endedAt: 12_000,
    states: { connect: { status: 'done' } },
  });
});

test('events that overtake the reply to the start are not lost', () => {
  const state = after(START, progressed('connect'), ACCEPTED);
  expect(state).toMatchObject({ phase: 'running', runId: 'run-1', current: 'connect' });
});

test('a start that the program refuses is a failure in which nothing was changed', () => {
  const error = wireError('port-busy', 'COM3');
  expect(after(START, { type: 'refused', error, at: 1_001 })).toMatchObject({
    phase: 'failed',
    failure: { step: null, error, deviceState: 'untouched', recordId: null },
  });
});

test('another run changes nothing here', () => {
  const running = after(START, ACCEPTED);
  const other = { ...passed(), runId: 'run-2' };
  expect(reduceRun(running, { type: 'complete', result: other, at: 2_000 })).toBe(running);
  expect(reduceRun(running, progressed('boot', { runId: 'run-2' }))).toBe(running);
});

test('what comes late does not wake a run that has ended', () => {
  const verdict = after(START, ACCEPTED, PASSED);
  expect(reduceRun(verdict, progressed('finish'))).toBe(verdict);
  const idle = reduceRun(verdict, { type: 'leave' });
  expect(reduceRun(idle, progressed('finish'))).toBe(idle);
});

test('a run that is found is where it was, by the plan that it has', () => {
  const run = currentRun({
    asked: { ...currentRun().asked, firmware: { id: 'f1' }, configureWifi: false },
    elapsedMs: 4_000,
    steps: [
      progress('connect', { status: 'done', fraction: 1 }),
      progress('flash-firmware', { fraction: 0.5, elapsedMs: 3_000 }),
    ],
  });
  const state = after({ type: 'found', run, at: 10_000 });
  expect(state).toMatchObject({
    phase: 'running',
    runId: 'run-1',
    current: 'flash-firmware',
    startedAt: 6_000,
    states: { connect: { status: 'done' }, 'flash-firmware': { elapsedMs: 3_000, at: 10_000 } },
  });
  expect(state.phase === 'running' && state.plan.steps).toEqual(
    expect.arrayContaining([
      { step: 'flash-firmware', skipped: null },
      { step: 'configure-wifi', skipped: 'wifi-off' },
    ]),
  );
  expect(reduceRun(state, PASSED).phase).toBe('passed');
});

test('a run that is found at its end shows its verdict and how long it took', () => {
  const run = currentRun({
    elapsedMs: 4_000,
    end: { type: 'error', failure: failed('port-lost') },
  });
  expect(after({ type: 'found', run, at: 10_000 })).toMatchObject({
    phase: 'failed',
    failure: { error: { code: 'port-lost' } },
    startedAt: 6_000,
    endedAt: 10_000,
  });
});

test('a run that nobody has started or found is not taken up', () => {
  expect(after(progressed('flash-nvs', { fraction: 0.5 }))).toBe(IDLE);
});

test('a run cannot be started twice, nor left while it runs', () => {
  const running = after(START, ACCEPTED);
  expect(reduceRun(running, START)).toBe(running);
  expect(reduceRun(running, { type: 'leave' })).toBe(running);
});

test('a skipped step does not become the current one', () => {
  const state = after(
    START,
    progressed('save-record'),
    progressed('register', { status: 'skipped' }),
  );
  expect(state).toMatchObject({
    current: 'save-record',
    states: { register: { status: 'skipped' } },
  });
});

test('from a verdict one can start again', () => {
  const error: RunEvent = { type: 'error', failure: failed('port-lost'), at: 3_000 };
  expect(after(START, ACCEPTED, error, START)).toMatchObject({ phase: 'running', runId: null });
});

test('a log line belongs to the run that is on the screen', () => {
  expect(isAbout(after(START, ACCEPTED), 'run-1')).toBe(true);
  expect(isAbout(after(START, ACCEPTED, PASSED), 'run-1')).toBe(true);
  expect(isAbout(after(START, ACCEPTED), 'run-2')).toBe(false);
});
