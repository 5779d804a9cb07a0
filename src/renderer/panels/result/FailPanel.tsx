import type { ErrorCode } from '../../../contract/errors.ts';
import type { Verdict } from '../../../contract/verdict.ts';
import { useApp, useForm, useTexts } from '../../app-context.ts';
import { CopyButton } from '../../fields/CopyButton.tsx';
import { Mark } from '../../marks/Mark.tsx';
import { VERDICT_MARKS } from '../../marks/verdict-mark.ts';
import { verdictOf } from '../../progress/verdict-of.ts';
import type { Failed } from '../../stores/run-state.ts';
import { MainButton } from '../MainButton.tsx';
import { Findings } from '../workbench/Findings.tsx';
import { usePortDoctor } from '../workbench/use-port-doctor.ts';
import { Acts } from './Acts.tsx';
import { deviceStateOf } from './device-state.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { FailureDetails } from './FailureDetails.tsx';
import { StillFails } from './StillFails.tsx';

/** FAIL: first the state of the board, then what to do, then what it was exactly. */
export function FailPanel({ run }: { run: Failed }) {
  const texts = useTexts();
  const { fail } = texts;
  const { error } = run.failure;
  const verdict = verdictOf(run);
  const stopped = verdict === 'stopped';
  const state = texts.deviceStates[deviceStateOf(run)];
  const remedy = texts.remedies[error.code];
  return (
    <main className="result" id="main" tabIndex={-1}>
      <div className={`verdict ${SURFACES[verdict]}`}>
        <Mark kind={VERDICT_MARKS[verdict]} size={24} />
        <span className="word">{texts.verdicts[verdict]}</span>
        <div className="say">
          <h1>{stopped ? fail.stopped : texts.errorTitle(error.code)}</h1>
          <p>
            <Where run={run} /> {texts.onScreen(error.detail)}
          </p>
        </div>
      </div>
      <div className="res-body" tabIndex={0} role="region" aria-label={fail.region}>
        <div className="safe">
          <Mark kind="same" size={24} />
          <div>
            <b>{state.title}</b>
            <span className="muted">{state.text}</span>
          </div>
        </div>
        {!stopped && <Acts remedy={remedy} />}
        {isPortTrouble(error.code) && <PortFindings />}
        <div className="folds">
          <StillFails fallback={remedy.fallback} />
          <FailureDetails run={run} />
        </div>
      </div>
      <FailActions run={run} />
    </main>
  );
}

const SURFACES: Readonly<Record<Verdict, string>> = {
  passed: '',
  unconfirmed: 'warn',
  failed: 'fail',
  stopped: 'stopped',
};

/** What this computer knows of the port, now: it shows when the hindrance is gone. */
function PortFindings() {
  const { noPort } = useTexts();
  const port = useForm(({ values }) => values.port);
  const findings = usePortDoctor(port === '' ? null : port);
  if (!findings || findings.length === 0) return null;
  return (
    <>
      <h2>{noPort.checked}</h2>
      <Findings findings={findings} />
    </>
  );
}

function isPortTrouble(code: ErrorCode): boolean {
  return ['port-not-found', 'port-busy', 'port-denied', 'port-failed'].includes(code);
}

/** The step in which it ended. */
function Where({ run: { failure, plan } }: { run: Failed }) {
  const texts = useTexts();
  const { step } = failure;
  if (step === null) return texts.fail.beforeFirst;
  const number = plan.steps.findIndex((planned) => planned.step === step) + 1;
  return texts.fail.where(number, plan.steps.length, texts.steps[step].name);
}

function FailActions({ run }: { run: Failed }) {
  const app = useApp();
  const { fail, noPort } = app.texts;
  const hasIdentity = run.failure.recordId !== null;
  return (
    <div className="act">
      <div className="start">
        <button type="button" className="btn btn-op" onClick={() => app.run.leave()}>
          {fail.edit}
        </button>
      </div>
      <MainButton
        label={fail.retry}
        hint={hasIdentity ? fail.sameIdentity : fail.again}
        waiting={noPort.waiting}
        takesFocus
      />
      <div className="end">
        <CopyButton
          className="btn btn-op"
          name={fail.diagnostics}
          label={fail.diagnostics}
          text={() => diagnosticsOf(app)}
        />
      </div>
    </div>
  );
}
