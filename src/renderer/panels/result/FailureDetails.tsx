import { useRun, useTexts } from '../../app-context.ts';
import { logText } from '../../stores/log-lines.ts';
import type { Failed } from '../../stores/run-state.ts';
import { Fold } from '../Fold.tsx';

/** For search and support: the stable code, and the raw lines. */
export function FailureDetails({ run: { failure } }: { run: Failed }) {
  const { fail, log: logTexts } = useTexts();
  const log = useRun((snapshot) => snapshot.log);
  const { code, detail } = failure.error;
  return (
    <Fold
      title={fail.details}
      summary={
        <>
          {fail.code} <span className="mono code">{code}</span>{' '}
          <span className="mono">{detail}</span>
        </>
      }
    >
      <dl className="plain fold-text">
        <dt>{fail.code}</dt>
        <dd className="mono">{code}</dd>
        {failure.recordId !== null && (
          <>
            <dt>{fail.record}</dt>
            <dd className="mono">{failure.recordId}</dd>
          </>
        )}
      </dl>
      <pre className="log" tabIndex={0} role="region" aria-label={logTexts.text}>
        {[detail, logText(log)].filter((text) => text !== '').join('\n') || logTexts.empty}
      </pre>
    </Fold>
  );
}
