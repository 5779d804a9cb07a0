import { useEffect, useState, type ReactNode } from 'react';

import { useApp, useRecords, useTexts } from '../../app-context.ts';
import {
  filterRows,
  NO_FILTERS,
  recordRows,
  type RecordFilters,
  type RecordRow,
} from '../../history/search-records.ts';
import { Mark } from '../../marks/Mark.tsx';
import { Filters } from './Filters.tsx';
import { HistoryHead } from './HistoryHead.tsx';
import { RecordTable } from './RecordTable.tsx';

const ROWS_ON_A_PAGE = 50;

/** The records of this computer: who was provisioned, when, with what outcome. */
export function HistoryPanel({ filters, onFilters }: HistoryPanelProps) {
  const { records } = useApp();
  const state = useRecords((known) => known);
  useEffect(() => void records.load(), [records]);
  return (
    <main className="page" id="main" tabIndex={-1}>
      {state.state === 'failed' ? (
        <Unreadable detail={state.error.detail} />
      ) : (
        <Records
          rows={state.state === 'known' ? recordRows(state.records) : undefined}
          filters={filters}
          onFilters={onFilters}
        />
      )}
    </main>
  );
}

interface HistoryPanelProps {
  filters: RecordFilters;
  onFilters: (filters: RecordFilters) => void;
}

type RecordsProps = HistoryPanelProps & {
  /** None while they are read for the first time: one can search already, what is found comes then. */
  rows: readonly RecordRow[] | undefined;
};

function Records({ rows, filters, onFilters }: RecordsProps) {
  const texts = useTexts();
  const { history } = texts;
  const [page, setPage] = useState(0);
  const found = filterRows(rows ?? [], filters, { now: new Date(), dayOf: texts.day });
  const first = Math.min(page, Math.floor(Math.max(0, found.length - 1) / ROWS_ON_A_PAGE));
  const shown = found.slice(first * ROWS_ON_A_PAGE, (first + 1) * ROWS_ON_A_PAGE);
  const filter = (change: Partial<RecordFilters>) => {
    onFilters({ ...filters, ...change });
    setPage(0);
  };
  return (
    <>
      <HistoryHead rows={rows} />
      <div className="stack">
        <Filters filters={filters} onChange={filter} rows={rows ?? []} />
        {found.length > 0 && <RecordTable rows={shown} />}
        {rows === undefined && <Reading />}
        {rows?.length === 0 && <Nothing title={history.noRecords} text={history.noRecordsText} />}
        {rows !== undefined && rows.length > 0 && found.length === 0 && (
          <Nothing title={history.noMatch}>
            <button type="button" className="btn" onClick={() => filter(NO_FILTERS)}>
              {history.clear}
            </button>
          </Nothing>
        )}
      </div>
      {rows !== undefined && (
        <Pager page={first} shown={shown.length} all={found.length} onPage={setPage} />
      )}
    </>
  );
}

interface PagerProps {
  page: number;
  shown: number;
  all: number;
  onPage: (page: number) => void;
}

function Pager({ page, shown, all, onPage }: PagerProps) {
  const { history } = useTexts();
  const before = page * ROWS_ON_A_PAGE;
  return (
    <div className="foot">
      <span role="status">{history.showing(before + 1, before + shown, all)}</span>
      <span className="grow" />
      <button type="button" className="btn" disabled={page === 0} onClick={() => onPage(page - 1)}>
        {history.newer}
      </button>
      <button
        type="button"
        className="btn"
        disabled={before + shown >= all}
        onClick={() => onPage(page + 1)}
      >
        {history.older}
      </button>
    </div>
  );
}

interface NothingProps {
  title: string;
  text?: string;
  children?: ReactNode;
}

function Nothing({ title, text, children }: NothingProps) {
  return (
    <div className="nothing">
      <h2>{title}</h2>
      {text !== undefined && <p className="muted">{text}</p>}
      {children}
    </div>
  );
}

function Reading() {
  const { history } = useTexts();
  return (
    <p className="nothing late muted" role="status">
      {history.loading}
    </p>
  );
}

function Unreadable({ detail }: { detail: string }) {
  const { records } = useApp();
  const { history } = useTexts();
  return (
    <>
      <div className="page-head">
        <h1>{history.title}</h1>
      </div>
      <div className="nothing" role="alert">
        <span className="is-fail">
          <Mark kind="failed" size={24} />
        </span>
        <h2>{history.unreadable}</h2>
        <p className="muted">{detail}</p>
        <button type="button" className="btn" onClick={() => void records.load()}>
          {history.again}
        </button>
      </div>
    </>
  );
}
