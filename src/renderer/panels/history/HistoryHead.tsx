import { Download } from 'lucide-react';
import { useState } from 'react';

import { useApp } from '../../app-context.ts';
import { filterRows, NO_FILTERS, type RecordRow } from '../../history/search-records.ts';
import { ICON } from '../../marks/icon.ts';
import type { Texts } from '../../texts/en.ts';
import { takeFile } from '../take-file.ts';

/** How many there are, and the way out of the program for all of them. */
export function HistoryHead({ rows }: { rows: readonly RecordRow[] | undefined }) {
  const { host, texts } = useApp();
  const { history } = texts;
  const [outcome, setOutcome] = useState('');
  const write = async (format: 'csv' | 'jsonl') => {
    setOutcome(takeFile(await host.invoke('prov:export-records', { format }), texts) ?? '');
  };
  return (
    <div className="page-head">
      <div className="grow">
        <h1>{history.title}</h1>
        <p className="sub">{rows ? summary(rows, texts) : NOTHING_YET}</p>
      </div>
      <p className="muted" role="status">
        {outcome}
      </p>
      <button type="button" className="btn" onClick={() => void write('csv')}>
        <Download {...ICON} />
        {history.exportCsv}
      </button>
      <button type="button" className="btn" onClick={() => void write('jsonl')}>
        <Download {...ICON} />
        {history.exportJsonl}
      </button>
    </div>
  );
}

const NOTHING_YET = '\u00A0'; // it keeps the line free, so that nothing jumps

function summary(rows: readonly RecordRow[], { history, day }: Texts): string {
  const today = filterRows(rows, { ...NO_FILTERS, day: 'today' }, { now: new Date(), dayOf: day });
  return history.summary(today.length, rows.length);
}
