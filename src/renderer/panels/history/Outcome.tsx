import type { RecordedRun } from '../../../contract/record.ts';
import { useTexts } from '../../app-context.ts';
import type { MarkKind } from '../../marks/Mark.tsx';
import { StateWord } from '../../marks/StateWord.tsx';

type RunOutcome = RecordedRun['outcome'] | 'none';

const MARKS: Readonly<Record<RunOutcome, MarkKind>> = {
  passed: 'done',
  unconfirmed: 'warning',
  failed: 'failed',
  cancelled: 'skipped',
  running: 'unknown',
  none: 'waiting',
};

/** How a run ended, as shape, word and colour. */
export function Outcome({ outcome }: { outcome: RunOutcome }) {
  const { history } = useTexts();
  return <StateWord kind={MARKS[outcome]}>{history.outcomes[outcome]}</StateWord>;
}
