import { expect, test } from 'vitest';

import type { Progress } from '../../../src/contract/run.ts';
import { RunWatch } from '../../../src/hosts/run-watch.ts';

function progress(change: Partial<Progress>): Progress {
  return {
    runId: 'run-1',
    step: 'connect',
    status: 'running',
    fraction: 0,
    elapsedMs: 0,
    ...change,
  };
}

function watch() {
  let changes = 0;
  const runs = new RunWatch(() => (changes += 1));
  const step = (change: Partial<Progress>) => runs.hear('prov:progress', progress(change));
  return { runs, step, changes: () => changes };
}

test('a run is active from its first step to its end', () => {
  const { runs, step } = watch();
  expect(runs.runs).toEqual([]);
  step({});
  expect(runs.runs).toMatchObject([{ runId: 'run-1', deviceState: 'untouched' }]);
  runs.hear('prov:error', { runId: 'run-1' } as never);
  expect(runs.runs).toEqual([]);
});

test('runs beside each other end each for itself', () => {
  const { runs, step } = watch();
  step({});
  step({ runId: 'run-2' });
  runs.hear('prov:complete', { runId: 'run-1' } as never);
  expect(runs.runs.map(({ runId }) => runId)).toEqual(['run-2']);
});

test('it is writing from flash-nvs to the end of verify-nvs, without a gap', () => {
  const { runs, step } = watch();
  const writes = (change: Partial<Progress>) => {
    step(change);
    return runs.runs[0]?.isWriting;
  };
  expect(writes({ step: 'build-nvs', status: 'done', fraction: 1 })).toBe(false);
  expect(writes({ step: 'flash-nvs' })).toBe(true);
  expect(writes({ step: 'flash-nvs', status: 'done', fraction: 1 })).toBe(true);
  expect(writes({ step: 'verify-nvs' })).toBe(true);
  expect(writes({ step: 'verify-nvs', status: 'done', fraction: 1 })).toBe(false);
  expect(writes({ step: 'flash-nvs', status: 'skipped', fraction: 1 })).toBe(false);
});

test('the state of the device follows what was done to it', () => {
  const { runs, step } = watch();
  const stateAfter = (change: Partial<Progress>) => {
    step(change);
    return runs.runs[0]?.deviceState;
  };
  expect(stateAfter({ step: 'flash-nvs' })).toBe('untouched');
  expect(stateAfter({ step: 'flash-nvs', fraction: 0.01 })).toBe('partial');
  expect(stateAfter({ step: 'flash-nvs', status: 'done', fraction: 1 })).toBe('written-unverified');
  expect(stateAfter({ step: 'verify-nvs', status: 'done', fraction: 1 })).toBe('written-verified');
  expect(stateAfter({ step: 'boot', status: 'failed' })).toBe('written-verified');
});

test('the share that is done only grows, and is never all of it', () => {
  const { runs, step } = watch();
  const share = (change: Partial<Progress>) => {
    step(change);
    return runs.runs[0]?.fraction ?? 0;
  };
  const early = share({ step: 'connect', status: 'done', fraction: 1 });
  const late = share({ step: 'configure-wifi', fraction: 0.5 });
  expect(early).toBeGreaterThan(0);
  expect(late).toBeGreaterThan(early);
  expect(share({ step: 'configure-wifi', fraction: 1 })).toBeLessThan(1);
});

test('log lines and ports change nothing', () => {
  const { runs, changes } = watch();
  runs.hear('prov:log', { runId: 'run-1', source: 'device', text: 'x' });
  runs.hear('prov:ports', []);
  expect(changes()).toBe(0);
});
