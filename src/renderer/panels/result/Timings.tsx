import { useRun, useTexts } from '../../app-context.ts';
import { CopyButton } from '../../fields/CopyButton.tsx';
import type { RunPlan, StepTimes } from '../../progress/run-plan.ts';
import { logText } from '../../stores/log-lines.ts';

/** What took how long. */
export function Timings({ plan, times }: { plan: RunPlan; times: StepTimes }) {
  const texts = useTexts();
  const log = useRun((snapshot) => snapshot.log);
  const longest = Math.max(1, ...Object.values(times));
  return (
    <section aria-labelledby="timings-title">
      <div className="title-row">
        <h2 id="timings-title">{texts.pass.timings}</h2>
        {log.count > 0 && (
          <CopyButton name={texts.log.title} label={texts.log.copy} text={() => logText(log)} />
        )}
      </div>
      <ol className="times">
        {plan.steps.map(({ step }) => {
          const ms = times[step];
          return (
            <li key={step}>
              <span>{texts.steps[step].name}</span>
              <span>{ms !== undefined && <i style={{ width: `${(ms / longest) * 100}%` }} />}</span>
              <span className="r">
                {ms === undefined ? texts.stepStates.skipped : texts.seconds(ms, 2)}
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
