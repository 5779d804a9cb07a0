import type { WireError } from '../../../contract/errors.ts';
import { useTexts } from '../../app-context.ts';
import { StateWord } from '../../marks/StateWord.tsx';

/** A check of the form that failed: what, then how exactly and what to look at. */
export function FailedCheck({ error }: { error: WireError }) {
  const texts = useTexts();
  return (
    <span>
      <StateWord kind="failed">{texts.errorTitle(error.code)}</StateWord>
      <span className="why">{texts.errorReason(error)}</span>
    </span>
  );
}
