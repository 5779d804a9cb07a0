import fc from 'fast-check';
import { expect, test } from 'vitest';

import { stepsOfRun } from '../../../src/contract/run.ts';
import {
  overallFraction,
  type StepStates,
} from '../../../src/renderer/progress/overall-progress.ts';
import { plannedSteps, runPlan, usualTimes } from '../../../src/renderer/progress/run-plan.ts';
import { IDLE, reduceRun, type RunState } from '../../../src/renderer/stores/run-state.ts';
import { progress, WHOLE_RUN } from './facts.ts';

const done = { status: 'done', fraction: 1, elapsedMs: 10, note: undefined, at: 0 } as const;

test('a step weighs what it usually takes', () => {
  const plan = runPlan(
    WHOLE_RUN.steps,
    Object.fromEntries(stepsOfRun({}).map((step) => [step, 10])),
  );
  const slowWifi = { ...plan, usualMs: { ...plan.usualMs, 'configure-wifi': 110 } };
  const allButWifi: StepStates = Object.fromEntries(
    stepsOfRun({})
      .filter((step) => step !== 'configure-wifi')
      .map((step) => [step, done]),
  );
  expect(overallFraction(slowWifi, allButWifi, 0)).toBeCloseTo(0.5);
});

test('a step that is skipped weighs nothing', () => {
  const plan = runPlan(plannedSteps({ includeCredentials: true, configureWifi: false }), {});
  const all: StepStates = Object.fromEntries(
    stepsOfRun({})
      .filter((step) => step !== 'configure-wifi')
      .map((step) => [step, done]),
  );
  expect(overallFraction(plan, all, 0)).toBe(0.99);
});

test('a step that cannot be measured moves with its usual time, but does not come to its end alone', () => {
  const joining = { status: 'running', fraction: 0, elapsedMs: 0, note: undefined, at: 0 } as const;
  const at = (now: number) => overallFraction(WHOLE_RUN, { 'configure-wifi': joining }, now);
  expect(at(2_000)).toBeGreaterThan(at(1_000));
  expect(at(4_000)).toBe(at(400_000));
});

test('flashing counts by its bytes, not by the clock', () => {
  const flashing = {
    status: 'running',
    fraction: 0.25,
    elapsedMs: 0,
    note: undefined,
    at: 0,
  } as const;
  const at = (now: number) => overallFraction(WHOLE_RUN, { 'flash-nvs': flashing }, now);
  expect(at(60_000)).toBe(at(0));
});

test('whatever comes in, the bar never goes back and never reads 100 %', () => {
  const event = fc.record({
    step: fc.constantFrom(...stepsOfRun({})),
    status: fc.constantFrom('running', 'done', 'skipped', 'failed' as const),
    fraction: fc.double({ min: 0, max: 1, noNaN: true }),
    pause: fc.nat(5_000),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      let state: RunState = reduceRun(IDLE, { type: 'start', plan: WHOLE_RUN, at: 0 });
      let now = 0;
      let before = 0;
      for (const { pause, ...change } of events) {
        now += pause;
        state = reduceRun(state, {
          type: 'progress',
          progress: progress(change.step, change),
          at: now,
        });
        state = reduceRun(state, { type: 'tick', at: now });
        if (state.phase !== 'running') throw new Error('the run has ended');
        expect(state.overall).toBeGreaterThanOrEqual(before);
        expect(state.overall).toBeLessThan(1);
        before = state.overall;
      }
    }),
  );
});

test('a time is usual after three runs, and an outlier does not change it', () => {
  const runs = [{ boot: 100 }, { boot: 9_000 }, { boot: 110 }];
  expect(usualTimes(runs.slice(0, 2))).toEqual({});
  expect(usualTimes(runs)).toEqual({ boot: 110 });
});
