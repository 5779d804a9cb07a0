import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { wireError } from '../../../src/contract/errors.ts';
import type { Payload } from '../../../src/contract/host-client.ts';
import { stepsOfRun } from '../../../src/contract/run.ts';
import { createRunStore } from '../../../src/renderer/stores/run-store.ts';
import { currentRun, failed, passed, progress, WHOLE_RUN } from './facts.ts';
import { ok, Program, RUN } from './program.ts';

const REQUEST: Payload<'prov:provision-device'> = { port: 'COM3', ca: null, wifi: null };

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const nextBatch = () => vi.advanceTimersByTimeAsync(50);

test('a run is followed from the press of the button to its verdict', async () => {
  const program = new Program();
  const store = createRunStore(program);
  await store.start(REQUEST, WHOLE_RUN);
  program.emit('prov:progress', progress('connect', { status: 'done', fraction: 1 }));
  program.emit('prov:complete', passed());
  await nextBatch();
  expect(store.getState().run).toMatchObject({
    phase: 'passed',
    states: { connect: { status: 'done' } },
  });
  expect(store.getState().times).toEqual([passed().timings.steps]);
});

test('the screen answers before the program does', () => {
  const program = new Program({ 'prov:provision-device': () => new Promise(() => undefined) });
  const store = createRunStore(program);
  void store.start(REQUEST, WHOLE_RUN);
  expect(store.getState().run.phase).toBe('running');
});

test('10,000 lines and 1,000 events of progress at once change the screen once', async () => {
  const program = new Program();
  const store = createRunStore(program);
  await store.start(REQUEST, WHOLE_RUN);
  const changes = vi.fn();
  store.subscribe(changes);
  for (let line = 0; line < 10_000; line++) {
    program.emit('prov:log', { runId: RUN, source: 'device', text: `line ${line}` });
    if (line % 10 === 0)
      program.emit('prov:progress', progress('flash-nvs', { fraction: line / 10_000 }));
  }
  expect(changes).not.toHaveBeenCalled();
  await nextBatch();
  expect(changes).toHaveBeenCalledOnce();
  expect(store.getState().log.count).toBe(10_000);
});

test('a cancel before the run has its name is sent once it has one', async () => {
  const started = Promise.withResolvers<true>();
  const program = new Program({
    'prov:provision-device': async () => {
      await started.promise;
      return ok({ runId: RUN, steps: stepsOfRun({}) });
    },
  });
  const store = createRunStore(program);
  const start = store.start(REQUEST, WHOLE_RUN);
  await store.cancel();
  expect(program.payloads('prov:cancel')).toEqual([]);
  started.resolve(true);
  await start;
  expect(program.payloads('prov:cancel')).toEqual([{ runId: RUN }]);
});

test('a program that refuses the request says why', async () => {
  const error = wireError('port-busy', 'COM3');
  const program = new Program({
    'prov:provision-device': () => Promise.resolve({ ok: false, error }),
  });
  const store = createRunStore(program);
  await store.start(REQUEST, WHOLE_RUN);
  expect(store.getState().run).toMatchObject({ phase: 'failed', failure: { error } });
});

test('time goes on while a run is in progress, and stops with it', async () => {
  const program = new Program();
  const store = createRunStore(program);
  await store.start(REQUEST, WHOLE_RUN);
  await vi.advanceTimersByTimeAsync(1_000);
  const { run } = store.getState();
  expect(run.phase === 'running' && run.now - run.startedAt).toBe(1_000);
  program.emit('prov:error', failed('port-lost'));
  await nextBatch();
  expect(vi.getTimerCount()).toBe(0);
});

test('what was told before a run is found is told once', async () => {
  const run = currentRun({
    log: [{ source: 'device', text: 'heard already', at: '2026-11-26T10:42:02.318Z' }],
  });
  const program = new Program({ 'prov:current-run': () => ok(run) });
  const store = createRunStore(program);
  program.emit('prov:log', { runId: RUN, source: 'device', text: 'heard already' });
  await store.takeUp();
  program.emit('prov:log', { runId: RUN, source: 'device', text: 'new' });
  await nextBatch();
  const { log } = store.getState();
  expect(log.blocks.flatMap(({ lines }) => lines)).toEqual([
    expect.stringMatching(/^\d\d:\d\d:02\.318 heard already$/),
    expect.stringMatching(/ new$/),
  ]);
});

test('a verdict that is left is not told again', async () => {
  const program = new Program();
  const store = createRunStore(program);
  await store.start(REQUEST, WHOLE_RUN);
  program.emit('prov:complete', passed());
  await nextBatch();
  expect(program.payloads('prov:leave-run')).toEqual([]);
  store.leave();
  expect(program.payloads('prov:leave-run')).toEqual([{ runId: RUN }]);
});

test('the log of a run begins empty, and ends with the program', async () => {
  const program = new Program();
  const store = createRunStore(program);
  await store.start(REQUEST, WHOLE_RUN);
  program.emit('prov:log', { runId: RUN, source: 'device', text: 'first run' });
  program.emit('prov:complete', passed());
  await nextBatch();
  expect(store.getState().log.count).toBe(1);
  await store.start(REQUEST, WHOLE_RUN);
  expect(store.getState().log.count).toBe(0);
  program.close();
  expect(vi.getTimerCount()).toBe(0);
});
