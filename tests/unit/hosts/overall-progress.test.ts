import { expect, test } from 'vitest';

import { STEPS, stepsOfRun } from '../../../src/contract/run.ts';
import { OverallProgress } from '../../../src/hosts/overall-progress.ts';

test('steps weigh what they usually take', () => {
  const progress = new OverallProgress([]);
  const all = stepsOfRun({}).reduce((sum, step) => sum + STEPS[step].usualMs, 0);
  progress.add({ step: 'connect', fraction: 1 });
  progress.add({ step: 'inspect', fraction: 0.5 });
  const done = STEPS.connect.usualMs + STEPS.inspect.usualMs / 2;
  expect(progress.fraction).toBeCloseTo(done / all, 10);
});

test('it is never whole while the run has not said that it is complete', () => {
  const progress = new OverallProgress([]);
  for (const step of stepsOfRun({})) progress.add({ step, fraction: 1 });
  expect(progress.fraction).toBe(0.99);
});

test('a step that is switched off weighs nothing', () => {
  const progress = new OverallProgress(['configure-wifi']);
  for (const step of stepsOfRun({}).slice(0, 10)) progress.add({ step, fraction: 1 });
  expect(progress.fraction).toBe(0.99);
});

test('it does not go back when a step fails', () => {
  const progress = new OverallProgress([]);
  progress.add({ step: 'connect', fraction: 0.6 });
  const before = progress.fraction;
  progress.add({ step: 'connect', fraction: 0 });
  expect(progress.fraction).toBe(before);
});
