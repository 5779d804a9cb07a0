import { STEPS, type StepId } from '../../../contract/run.ts';
import { useForm, useRegion, useRun, useTexts } from '../../app-context.ts';
import { usualTimes, type PlannedStep } from '../../progress/run-plan.ts';
import { Mark } from '../../marks/Mark.tsx';

/** What each step will do, what it changes, and what it usually takes. */
export function PlannedSteps({ steps }: { steps: readonly PlannedStep[] }) {
  const { ready } = useTexts();
  return (
    <div className="steps">
      <div className="steps-head" aria-hidden="true">
        <span />
        <span>{ready.columns.step}</span>
        <span>{ready.columns.plan}</span>
        <span>{ready.columns.changes}</span>
        <span className="r">{ready.columns.usual}</span>
      </div>
      <ol>
        {steps.map((planned, index) => (
          <PlannedRow key={planned.step} planned={planned} number={index + 1} />
        ))}
      </ol>
    </div>
  );
}

function PlannedRow({ planned, number }: { planned: PlannedStep; number: number }) {
  const texts = useTexts();
  const usual = useRun(({ times }) => usualTimes(times)[planned.step]);
  const plan = usePlan(planned.step);
  const { changes } = STEPS[planned.step];
  const { name } = texts.steps[planned.step];
  if (planned.skipped) {
    return (
      <li className="step todo">
        <span className="is-quiet">
          <Mark kind="skipped" size={20} />
        </span>
        <span className="name">{name}</span>
        <span className="fact clip">{texts.skipReasons[planned.skipped]}</span>
        <span className="word quiet">{texts.stepStates.skipped}</span>
        <span className="time quiet">{texts.unknown}</span>
      </li>
    );
  }
  return (
    <li className="step">
      <span className="no">{number}</span>
      <span className="name">{name}</span>
      <span className="fact clip">{plan}</span>
      <span className={changes === 'Nothing' ? 'word quiet' : 'word strong'}>
        {texts.changes[changes]}
      </span>
      <span className="time">{usual === undefined ? texts.unknown : texts.seconds(usual, 2)}</span>
    </li>
  );
}

/** What a step will do, with what the form says about it. */
function usePlan(step: StepId): string {
  const texts = useTexts();
  const values = useForm((state) => state.values);
  const region = useRegion();
  if (step === 'make-identity' && (values.uuid !== '' || values.psk !== '')) {
    return texts.planIdentity;
  }
  if (step === 'save-record' && !values.includeCredentials) return texts.planNote;
  if (step === 'build-nvs' && !values.includeCredentials) return texts.planMerge;
  if (step === 'flash-nvs' && region) return texts.planFlash(region.offset, region.size);
  return texts.steps[step].plan;
}
