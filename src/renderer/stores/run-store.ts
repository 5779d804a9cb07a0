import { createStore, type StoreApi } from 'zustand/vanilla';

import type { Payload } from '../../contract/host-client.ts';
import type { Host } from '../host-connection.ts';
import type { RunPlan, StepTimes } from '../progress/run-plan.ts';
import { createBatch } from './batch.ts';
import { appendLines, NO_LINES, type LogLines } from './log-lines.ts';
import { endedRunId, IDLE, isAbout, reduceRun, type RunEvent, type RunState } from './run-state.ts';

export interface RunSnapshot {
  run: RunState;
  log: LogLines;
  /** How long the steps of the last runs that passed took, in milliseconds. */
  times: readonly StepTimes[];
}

export interface RunStore extends StoreApi<RunSnapshot> {
  /** Shows the run that began before this page was there, if one goes on or its verdict was not left. */
  takeUp(): Promise<void>;
  start(request: Payload<'prov:provision-device'>, plan: RunPlan): Promise<void>;
  cancel(): Promise<void>;
  /** From a verdict back to the form. */
  leave(): void;
}

type LoggedLine = { type: 'line'; runId: string; text: string };

const TICK_MS = 100; // elapsed time is shown with one decimal
const RUNS_REMEMBERED = 20;

/** The run of this window. Its events are applied in batches, in the order in which they came. */
export function createRunStore(host: Host, initial: Partial<RunSnapshot> = {}): RunStore {
  const store = createStore<RunSnapshot>()(() => ({
    run: IDLE,
    log: NO_LINES,
    times: [],
    ...initial,
  }));
  const apply = (happened: readonly (RunEvent | LoggedLine)[]) =>
    store.setState((snapshot) => happened.reduce(reduceSnapshot, snapshot));
  const batch = createBatch(apply);
  const now = () => performance.now();
  followHost(host, batch.add);
  tickWhileRunning(host, store, () => apply([{ type: 'tick', at: now() }]));

  const sendCancel = async () => {
    const { run } = store.getState();
    if (run.phase !== 'running' || !run.cancelling || run.runId === null) return;
    await host.invoke('prov:cancel', { runId: run.runId });
  };
  return {
    ...store,
    async takeUp() {
      const reply = await host.invoke('prov:current-run', {});
      if (!reply.ok || !reply.value) return;
      batch.flush(); // what was told before the answer is in the answer
      apply([{ type: 'found', run: reply.value, at: now() }]);
    },
    async start(request, plan) {
      apply([{ type: 'start', plan, at: now() }]);
      const reply = await host.invoke('prov:provision-device', request);
      apply([
        reply.ok
          ? { type: 'accepted', runId: reply.value.runId }
          : { type: 'refused', error: reply.error, at: now() },
      ]);
      await sendCancel(); // it may have been cancelled before it had a name
    },
    async cancel() {
      apply([{ type: 'cancel' }]);
      await sendCancel();
    },
    leave() {
      const { run } = store.getState();
      const runId = run.phase === 'running' ? null : endedRunId(run);
      apply([{ type: 'leave' }]);
      if (runId !== null) void host.invoke('prov:leave-run', { runId });
    },
  };
}

function reduceSnapshot(snapshot: RunSnapshot, event: RunEvent | LoggedLine): RunSnapshot {
  if (event.type === 'line') {
    if (!isAbout(snapshot.run, event.runId)) return snapshot;
    return { ...snapshot, log: appendLines(snapshot.log, [event.text]) };
  }
  const run = reduceRun(snapshot.run, event);
  if (run === snapshot.run) return snapshot;
  const log = logAfter(snapshot.log, event);
  const times =
    run.phase === 'passed' && event.type === 'complete'
      ? [...snapshot.times, event.result.timings.steps].slice(-RUNS_REMEMBERED)
      : snapshot.times;
  return { run, log, times };
}

/** The log of a run that begins is empty; that of one that is found has been told already. */
function logAfter(log: LogLines, event: RunEvent): LogLines {
  if (event.type === 'start') return NO_LINES;
  if (event.type !== 'found') return log;
  return appendLines(
    NO_LINES,
    event.run.log.map(({ text, at }) => logLine(text, new Date(at))),
  );
}

function followHost(host: Host, later: (event: RunEvent | LoggedLine) => void): void {
  const now = () => performance.now();
  host.on('prov:progress', (progress) => later({ type: 'progress', progress, at: now() }));
  host.on('prov:log', ({ runId, text }) =>
    later({ type: 'line', runId, text: logLine(text, new Date()) }),
  );
  host.on('prov:complete', (result) => later({ type: 'complete', result, at: now() }));
  host.on('prov:error', (failure) => later({ type: 'error', failure, at: now() }));
}

/** A line with the time at which it came, as on the clock on the wall: `10:42:02.318 boot: ESP-IDF v5.4`. */
function logLine(text: string, time: Date): string {
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
  return `${clock}.${String(time.getMilliseconds()).padStart(3, '0')} ${text}`;
}

function tickWhileRunning(host: Host, store: StoreApi<RunSnapshot>, tick: () => void): void {
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
  };
  const unsubscribe = store.subscribe(({ run }) => {
    if (run.phase === 'running') timer ??= setInterval(tick, TICK_MS);
    else stop();
  });
  host.onLost(() => {
    unsubscribe();
    stop();
  });
}
