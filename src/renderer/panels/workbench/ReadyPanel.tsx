import {
  useFeasibleValues,
  usePortStatus,
  useProblems,
  useProfile,
  useRecords,
  useTexts,
} from '../../app-context.ts';
import { wifiOnlyBy } from '../../form/wifi-only-by.ts';
import { usualRunTime } from '../../history/usual-run-time.ts';
import { plannedSteps, type PlannedStep } from '../../progress/run-plan.ts';
import { MainButton } from '../MainButton.tsx';
import { BoardReadout } from './BoardReadout.tsx';
import { PlannedSteps } from './PlannedSteps.tsx';

/** Before a run: the board, and what will happen to it. */
export function ReadyPanel() {
  const { ready } = useTexts();
  const values = useFeasibleValues();
  const steps = plannedSteps(values, wifiOnlyBy(values, useProfile()));
  return (
    <main className="run" id="main" tabIndex={-1}>
      <div className="run-head">
        <Situation />
        <p className="sub">
          <Duration steps={steps} />
        </p>
      </div>
      <div className="run-body" tabIndex={0} role="region" aria-label={ready.region}>
        <BoardReadout />
        <h2>{ready.planned}</h2>
        <PlannedSteps steps={steps} />
      </div>
      <div className="act">
        <MainButton label={ready.provision} hint={ready.keepPlugged} />
      </div>
    </main>
  );
}

function Situation() {
  const { ready } = useTexts();
  const { includeCredentials, configureWifi } = useFeasibleValues();
  const isReady = useProblems().length === 0;
  const looking = usePortStatus() === 'looking'; // it ends at once, and nothing flashes until then
  if (!isReady) return <h1 className={looking ? 'late' : undefined}>{ready.almost}</h1>;
  if (!includeCredentials) return <h1>{ready.wifiOnly}</h1>;
  return <h1>{configureWifi ? ready.title : ready.credentialsOnly}</h1>;
}

function Duration({ steps }: { steps: readonly PlannedStep[] }) {
  const { ready } = useTexts();
  const records = useRecords((state) => (state.state === 'known' ? state.records : undefined));
  const count = steps.filter(({ skipped }) => skipped === null).length;
  // The records tell how long whole runs took, not runs with steps left out, or with a firmware of some size.
  const isWhole = steps.every(({ step, skipped }) => skipped === null && step !== 'flash-firmware');
  const usual = isWhole && records ? usualRunTime(records) : undefined;
  return usual === undefined ? ready.steps(count) : ready.usual(count, usual);
}
