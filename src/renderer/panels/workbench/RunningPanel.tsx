import { useEffect, useRef } from 'react';

import { useTexts } from '../../app-context.ts';
import { Meter } from '../../marks/Meter.tsx';
import type { Running } from '../../stores/run-state.ts';
import { LogPanel } from '../LogPanel.tsx';
import { CancelBar } from './CancelBar.tsx';
import { StepTable } from './StepTable.tsx';

/** A run in progress: what is done, what is being done, what is still to come. */
export function RunningPanel({ run }: { run: Running }) {
  const texts = useTexts();
  const { running } = texts;
  const main = useRef<HTMLElement>(null);
  // The button that began the run has gone; Cancel must not be what the next Enter presses.
  useEffect(() => main.current?.focus({ preventScroll: true }), []);
  const name = run.current ? texts.steps[run.current].name : texts.ready.starting;
  return (
    <main className="run" id="main" tabIndex={-1} ref={main}>
      <div className="run-head">
        <div className="prog">
          <div>
            <h1>{run.current ? texts.steps[run.current].doing : texts.ready.starting}</h1>
            <p className="sub">
              <StepNumber run={run} /> {running.keepPlugged}
            </p>
          </div>
          <Figure caption={running.elapsed} unit={running.secondsUnit}>
            {((run.now - run.startedAt) / 1000).toFixed(1)}
          </Figure>
          <Figure caption={running.allSteps} unit={running.percentUnit}>
            {String(Math.floor(run.overall * 100))}
          </Figure>
        </div>
        <Meter
          big
          name={running.allSteps}
          fraction={run.overall}
          text={running.valueText(run.overall, name)}
        />
      </div>
      <div className="run-body" tabIndex={0} role="region" aria-label={running.region}>
        <StepTable run={run} />
        <LogPanel />
      </div>
      <CancelBar run={run} />
    </main>
  );
}

function StepNumber({ run }: { run: Running }) {
  const { running } = useTexts();
  const { steps } = run.plan;
  const index = steps.findIndex(({ step }) => step === run.current);
  return index < 0 ? null : running.stepOf(index + 1, steps.length);
}

interface FigureProps {
  caption: string;
  unit: string;
  children: string;
}

function Figure({ caption, unit, children }: FigureProps) {
  return (
    <div className="fig">
      <small>{caption}</small>
      <b>
        {children}
        <span>{unit}</span>
      </b>
    </div>
  );
}
