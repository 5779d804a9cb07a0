import { useState } from 'react';

import type { DeviceRecord, RecordedRun } from '../../../contract/record.ts';
import { useTexts } from '../../app-context.ts';
import type { RecordRow } from '../../history/search-records.ts';
import { CopyButton } from '../../fields/CopyButton.tsx';
import { SaveDialog } from '../result/SaveDialog.tsx';
import { Outcome } from './Outcome.tsx';
import { reasonOf } from './reason-of.ts';

const COLUMNS = 9;

/** A record in full, below its row. No secret is in it. */
export function OpenRecord({ row: { record, number } }: { row: RecordRow }) {
  const { history, pass } = useTexts();
  const [saving, setSaving] = useState(false);
  return (
    <tr className="more">
      <td colSpan={COLUMNS}>
        <div className="more-grid">
          <IdentityFacts record={record} />
          <RecordFacts record={record} number={number} />
          <Runs runs={record.runs} />
        </div>
        <div className="more-end">
          <CopyButton name={pass.uuid} label={history.copyUuid} text={() => record.uuid} />
          <button type="button" className="btn" onClick={() => setSaving(true)}>
            {pass.save}
          </button>
        </div>
        {saving && <SaveDialog recordId={record.id} onClose={() => setSaving(false)} />}
      </td>
    </tr>
  );
}

function IdentityFacts({ record }: { record: DeviceRecord }) {
  const { history, pass } = useTexts();
  const { uuid, uniqueId, pskFingerprint, certificate, wifi } = record;
  return (
    <section>
      <h2>{history.identity}</h2>
      <dl className="plain">
        <dt>{pass.uuid}</dt>
        <dd className="mono">{uuid}</dd>
        {uniqueId !== null && (
          <>
            <dt>{history.uniqueId}</dt>
            <dd className="mono">{uniqueId}</dd>
          </>
        )}
        <dt>{pass.psk}</dt>
        <dd>{history.fingerprint(pskFingerprint)}</dd>
        <dt>{history.certificate}</dt>
        <dd>{certificate === null ? history.none : history.certificateKept}</dd>
        <dt>{pass.wifi}</dt>
        <dd>{wifi ? [wifi.ssid, wifi.ip].filter(Boolean).join(', ') : history.noWifi}</dd>
      </dl>
    </section>
  );
}

function RecordFacts({ record, number }: Pick<RecordRow, 'record' | 'number'>) {
  const texts = useTexts();
  const { history, pass } = texts;
  const { id, state, caUrl, nvs, createdAt } = record;
  return (
    <section>
      <h2>{history.state}</h2>
      <dl className="plain">
        <dt>{pass.status}</dt>
        <dd>{history.states[state]}</dd>
        <dt>{history.created}</dt>
        <dd>{texts.dayAndClock(createdAt)}</dd>
        <dt>{history.ca}</dt>
        <dd>{caUrl ?? texts.unknown}</dd>
        <dt>{pass.nvs}</dt>
        <dd>{nvs ? texts.nvsRegion(nvs.offset, nvs.size) : texts.unknown}</dd>
        <dt>{history.number}</dt>
        <dd>{number}</dd>
        <dt>{history.id}</dt>
        <dd className="mono">{id}</dd>
      </dl>
    </section>
  );
}

function Runs({ runs }: { runs: readonly RecordedRun[] }) {
  const texts = useTexts();
  const { history } = texts;
  const newestFirst = runs.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt));
  return (
    <section>
      <h2>{history.runs}</h2>
      <ul className="runs">
        {newestFirst.map((run) => (
          <li key={run.id}>
            <Outcome outcome={run.outcome} /> <span>{texts.dayAndClock(run.startedAt)}</span>
            {run.outcome !== 'passed' && (
              <p className="muted">
                {[history.runAt(texts.steps[run.step].name), reasonOf(run, texts)]
                  .filter((text) => text !== '')
                  .join(': ')}
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
