import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { type Progress, type StepId, stepsOfRun } from '../../../src/contract/run.ts';
import { endedStepLine, stepList } from '../../../src/hosts/cli/step-list.ts';

// Colour is for a terminal; a test runner may have been told to colour everything.
beforeEach(() => void vi.stubEnv('FORCE_COLOR', undefined));
const STEPS = stepsOfRun({});

afterEach(() => void vi.unstubAllEnvs());

function progress(change: Partial<Progress>): Progress {
  return { runId: 'run', step: 'connect', status: 'done', fraction: 1, elapsedMs: 93, ...change };
}

test('a step that has ended is one line with its outcome, its time and what it found', () => {
  expect(endedStepLine(progress({ note: 'ESP32-S3' }), STEPS)).toMatch(
    /^ 1\/12 {2}Connect +done +93 ms {2}ESP32-S3$/,
  );
  const failed = endedStepLine(
    progress({ step: 'finish', status: 'failed', elapsedMs: 2_400 }),
    STEPS,
  );
  expect(failed).toMatch(/^12\/12 {2}Close record +FAILED +2\.4 s$/);
});

test('the list has all twelve steps, those that wait included, and one bar', () => {
  const list = stepList(new Map(), { steps: STEPS, fraction: 0, width: 80 }).split('\n');
  expect(list).toHaveLength(STEPS.length + 2);
  expect(list.at(-1)).toMatch(/^ {2}░{40} {3}0 %$/);
});

test('the running step shows its share, a skipped one why', () => {
  const latest = new Map<StepId, Progress>([
    ['register', progress({ step: 'register', status: 'skipped', note: 'switched off' })],
    ['flash-nvs', progress({ step: 'flash-nvs', status: 'running', fraction: 0.456 })],
  ]);
  const list = stepList(latest, { steps: STEPS, fraction: 0.5, width: 80 });
  expect(list).toMatch(/^- Register with CA .*switched off$/m);
  expect(list).toMatch(/^▸ Flash NVS .*45 %$/m);
  expect(list).toMatch(/^ {2}█{20}░{20} {2}50 %$/m);
});

test('no line is wider than the terminal', () => {
  const latest = new Map([['connect' as const, progress({ note: 'x'.repeat(300) })]]);
  for (const line of stepList(latest, { steps: STEPS, fraction: 0, width: 60 }).split('\n')) {
    expect(line.length).toBeLessThan(60);
  }
});
