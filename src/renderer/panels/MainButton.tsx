import { useEffect, useRef } from 'react';

import { useApp, useObstacle, useProblems, useTexts } from '../app-context.ts';
import { goToField } from '../fields/go-to-field.ts';
import { problemText } from '../form/form-problems.ts';
import { startRun } from '../start-run.ts';

interface MainButtonProps {
  label: string;
  /** Said beside it while it can be pressed. */
  hint: string;
  /** Said instead while the port is missing. */
  waiting?: string;
  /** After a verdict the focus comes here. */
  takesFocus?: boolean;
}

/** The next thing to do, in the one place where it always is. It says why it cannot be pressed. */
export function MainButton({ label, hint, waiting, takesFocus = false }: MainButtonProps) {
  const app = useApp();
  const [problem] = useProblems();
  const obstacle = useObstacle();
  const waits = waiting !== undefined && problem?.field === 'port';
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (takesFocus) button.current?.focus({ preventScroll: true });
  }, [takesFocus]);

  return (
    <>
      <button
        ref={button}
        type="button"
        className="btn btn-main"
        disabled={obstacle !== undefined || problem !== undefined}
        aria-describedby="main-hint"
        aria-keyshortcuts="Enter"
        onClick={() => startRun(app)}
      >
        {label}
      </button>
      <p className="hint" id="main-hint">
        {(obstacle && app.texts.obstacles[obstacle]) ??
          (problem && (waits ? waiting : <ProblemLink />)) ?? <EnterStarts hint={hint} />}
      </p>
    </>
  );
}

function EnterStarts({ hint }: { hint: string }) {
  const texts = useTexts();
  return (
    <>
      <span className="opt">
        <kbd>{texts.keys.enter}</kbd> {texts.enterStarts}
        <br />
      </span>
      {hint}
    </>
  );
}

/** What is wrong, and the way to the field where it is put right. */
function ProblemLink() {
  const { form, run, texts } = useApp();
  const [problem] = useProblems();
  if (!problem) return null;
  const goThere = () => {
    form.leave(problem.field);
    run.leave();
    // The form is on the screen once the verdict has gone.
    requestAnimationFrame(() => goToField(problem.field));
  };
  return (
    <button type="button" className="link" onClick={goThere}>
      {texts.ofField(texts.fieldNames[problem.field], problemText(texts, problem))}
    </button>
  );
}
