import { memo } from 'react';

import { useRegion, useTexts } from '../../app-context.ts';
import { Mark, MARK_COLOUR, type MarkKind } from '../../marks/Mark.tsx';
import { Meter } from '../../marks/Meter.tsx';
import { elapsedOf, MEASURED_STEPS, type StepState } from '../../progress/overall-progress.ts';
import type { PlannedStep } from '../../progress/run-plan.ts';
import type { Running } from '../../stores/run-state.ts';

/** Each step of a run, with its state, its result and its time. */
export function StepTable({ run }: { run: Running }) {
  const { running } = useTexts();
  return (
    <div className="steps">
      <div className="steps-head" aria-hidden="true">
        <span />
        <span>{running.columns.step}</span>
        <span>{running.columns.result}</span>
        <span>{running.columns.state}</span>
        <span className="r">{running.columns.time}</span>
      </div>
      <ol>
        {run.plan.steps.map((planned) => {
          const state = run.states[planned.step];
          return state?.status === 'running' ? (
            <RunningRow key={planned.step} planned={planned} state={state} now={run.now} />
          ) : (
            <Row key={planned.step} planned={planned} state={state} />
          );
        })}
      </ol>
    </div>
  );
}

interface RowProps {
  planned: PlannedStep;
  state: StepState | undefined;
}

/** A row that stands still: it is drawn once for each state. */
const Row = memo(function Row({ planned: { step, skipped }, state }: RowProps) {
  const texts = useTexts();
  const status = state?.status ?? (skipped ? 'skipped' : 'waiting');
  const { mark, row } = LOOK[status];
  const note = texts.onScreen(state?.note ?? (skipped ? texts.skipReasons[skipped] : ''));
  const timed = status === 'done' || status === 'unconfirmed' || status === 'failed';
  return (
    <li className={`step ${row}`}>
      <span className={MARK_COLOUR[mark]}>
        <Mark kind={mark} size={20} />
      </span>
      <span className="name">{texts.steps[step].name}</span>
      <span className={step === 'read-mac' ? 'fact clip mono' : 'fact clip'} title={note}>
        {note}
      </span>
      <span className={timed ? 'word' : 'word quiet'}>{texts.stepStates[status]}</span>
      <span className={timed ? 'time' : 'time quiet'}>
        {state && timed ? texts.seconds(state.elapsedMs, 2) : texts.unknown}
      </span>
    </li>
  );
});

interface RunningRowProps {
  planned: PlannedStep;
  state: StepState;
  now: number;
}

function RunningRow({ planned: { step }, state, now }: RunningRowProps) {
  const texts = useTexts();
  return (
    <li className="step now" aria-current="step">
      <span className="is-run">
        <Mark kind="running" size={20} />
      </span>
      <span className="name">{texts.steps[step].name}</span>
      <span className="fact">
        {MEASURED_STEPS.has(step) && <Amount name={texts.steps[step].name} state={state} />}
      </span>
      <span className="word">{texts.stepStates.running}</span>
      <span className="time">{texts.seconds(elapsedOf(state, now))}</span>
    </li>
  );
}

function Amount({ name, state: { fraction, bytes } }: { name: string; state: StepState }) {
  const texts = useTexts();
  const region = useRegion();
  const total = bytes?.total ?? region?.size;
  return (
    <>
      <span className="barline">
        <span>{total !== undefined && texts.running.amount(fraction * total, total)}</span>
        <b>{texts.percent(fraction)}</b>
      </span>
      <Meter name={name} fraction={fraction} text={texts.percent(fraction)} />
    </>
  );
}

const LOOK: Readonly<Record<'waiting' | StepState['status'], { mark: MarkKind; row: string }>> = {
  running: { mark: 'running', row: 'now' },
  waiting: { mark: 'waiting', row: 'todo' },
  done: { mark: 'done', row: 'done' },
  unconfirmed: { mark: 'warning', row: 'done' },
  skipped: { mark: 'skipped', row: 'todo' },
  failed: { mark: 'failed', row: 'bad' },
};
