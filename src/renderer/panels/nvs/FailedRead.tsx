import { useTexts } from '../../app-context.ts';
import { Mark } from '../../marks/Mark.tsx';
import type { NvsState } from '../../stores/nvs-state.ts';
import { Fold } from '../Fold.tsx';
import { Acts } from '../result/Acts.tsx';
import { StillFails } from '../result/StillFails.tsx';
import { EncryptionKeyField } from './EncryptionKeyField.tsx';

/** Nothing could be read: why, what became of the board, what to do, then what it was exactly. */
export function FailedRead({ state }: { state: Extract<NvsState, { phase: 'failed' }> }) {
  const texts = useTexts();
  const { fail, nvs } = texts;
  const { error, written } = state;
  const remedy = texts.remedies[error.code];
  return (
    <div className="res-body dense" tabIndex={0} role="region" aria-label={nvs.unread}>
      <div className="failed-read" role="alert">
        <span className="is-fail">
          <Mark kind="failed" size={24} />
        </span>
        <div>
          <h2>{texts.errorTitle(error.code)}</h2>
          <p className="muted">{texts.onScreen(error.detail)}</p>
        </div>
      </div>
      <div className="safe">
        <Mark kind="same" size={24} />
        <div>
          <b>{written > 0 ? nvs.writtenUnread(written) : nvs.untouched}</b>
          <span className="muted">{written > 0 ? nvs.promiseKept(0) : nvs.untouchedText}</span>
        </div>
      </div>
      {error.code === 'nvs-unreadable' && <EncryptionKeyField />}
      <Acts remedy={remedy} />
      <div className="folds">
        <StillFails fallback={remedy.fallback} />
        <Fold
          title={fail.details}
          summary={
            <>
              {fail.code} <span className="mono code">{error.code}</span>
            </>
          }
        >
          <p className="fold-text mono">{error.detail}</p>
        </Fold>
      </div>
    </div>
  );
}
