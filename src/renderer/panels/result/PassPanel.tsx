import { useState } from 'react';

import { useApp, useRecords, useTexts } from '../../app-context.ts';
import { Mark } from '../../marks/Mark.tsx';
import { VERDICT_MARKS } from '../../marks/verdict-mark.ts';
import { passedToday } from '../../history/passed-today.ts';
import { macWithColons } from '../../history/mac-address.ts';
import { recordNumbers } from '../../history/record-numbers.ts';
import { verdictOf } from '../../progress/verdict-of.ts';
import type { Passed } from '../../stores/run-state.ts';
import { MainButton } from '../MainButton.tsx';
import { CredentialFacts } from './CredentialFacts.tsx';
import { DeviceFacts, WifiFacts } from './DeviceFacts.tsx';
import { Proofs } from './Proofs.tsx';
import { SaveDialog } from './SaveDialog.tsx';
import { Timings } from './Timings.tsx';

/** PASS, or amber where the device did not prove its Wi-Fi; what proves it, and what is on the device now. */
export function PassPanel({ run }: { run: Passed }) {
  const { pass, verdicts } = useTexts();
  const { result, plan } = run;
  const verdict = verdictOf(run);
  return (
    <main className="result" id="main" tabIndex={-1}>
      <div className={verdict === 'passed' ? 'verdict' : 'verdict warn'}>
        <Mark kind={VERDICT_MARKS[verdict]} size={24} />
        <h1 className="word">{verdicts[verdict]}</h1>
        <VerdictFacts result={result} />
      </div>
      <div className="res-body dense" tabIndex={0} role="region" aria-label={pass.region}>
        <Warnings warnings={result.warnings} />
        <Proofs proofs={result.proofs} />
        <div className="cols3">
          <DeviceFacts result={result} />
          <CredentialFacts result={result} />
          <WifiFacts wifi={result.wifi} />
        </div>
        <Timings plan={plan} times={result.timings.steps} />
      </div>
      <PassActions recordId={result.recordId} />
    </main>
  );
}

function VerdictFacts({ result: { mac, recordId, timings } }: Pick<Passed, 'result'>) {
  const texts = useTexts();
  const { pass } = texts;
  const records = useRecords((state) => (state.state === 'known' ? state.records : undefined));
  const number = records && recordNumbers(records).get(recordId ?? '');
  return (
    <dl className="facts">
      <dt>{pass.mac}</dt>
      <dd>
        <span className="begin">{macWithColons(mac).slice(0, MAC_BEGINNING)}</span>
        {macWithColons(mac).slice(MAC_BEGINNING)}
      </dd>
      <dt>{pass.recordNumber}</dt>
      <dd>{number ?? texts.unknown}</dd>
      <dt>{pass.passedToday}</dt>
      <dd>{records ? passedToday(records, new Date()) : texts.unknown}</dd>
      <dt>{pass.totalTime}</dt>
      <dd>{texts.seconds(timings.totalMs)}</dd>
    </dl>
  );
}

/** `A0:B1:C2:` is the vendor's; what follows tells one board from another. */
const MAC_BEGINNING = 9;

/** What a person should know although the run passed. */
function Warnings({ warnings }: { warnings: readonly string[] }) {
  const { onScreen } = useTexts();
  return warnings.map((warning) => (
    <div className="banner" key={warning}>
      <span className="is-warn">
        <Mark kind="warning" size={20} />
      </span>
      <p>{onScreen(warning)}</p>
    </div>
  ));
}

function PassActions({ recordId }: Pick<Passed['result'], 'recordId'>) {
  const { run } = useApp();
  const { pass } = useTexts();
  const [saving, setSaving] = useState(false);
  return (
    <div className="act">
      <div className="start">
        <button type="button" className="btn btn-op" onClick={() => run.leave()}>
          {pass.edit}
        </button>
      </div>
      <MainButton label={pass.next} hint={pass.plugNext} waiting={pass.waiting} takesFocus />
      <div className="end">
        {recordId !== null && (
          <button
            type="button"
            className="btn btn-op"
            aria-keyshortcuts="Control+S"
            onClick={() => setSaving(true)}
          >
            {pass.save}
          </button>
        )}
      </div>
      {saving && recordId !== null && (
        <SaveDialog recordId={recordId} onClose={() => setSaving(false)} />
      )}
    </div>
  );
}
