import { ChevronRight } from 'lucide-react';
import { Fragment, useState, type KeyboardEvent } from 'react';

import { CHIPS } from '../../../contract/chip.ts';
import { useTexts } from '../../app-context.ts';
import { macWithColons } from '../../history/mac-address.ts';
import type { RecordRow } from '../../history/search-records.ts';
import { runTime } from '../../history/usual-run-time.ts';
import { ICON } from '../../marks/icon.ts';
import { OpenRecord } from './OpenRecord.tsx';
import { Outcome } from './Outcome.tsx';
import { reasonOf } from './reason-of.ts';

/** Records as rows; each opens in its place. */
export function RecordTable({ rows }: { rows: readonly RecordRow[] }) {
  const { history } = useTexts();
  const [open, setOpen] = useState<string | null>(null);
  const { columns } = history;
  return (
    <div className="scroll records" tabIndex={0} role="region" aria-label={history.region}>
      <table>
        <caption className="vh">{history.caption}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="vh">{columns.open}</span>
            </th>
            <th scope="col" aria-sort="descending">
              {columns.time}
            </th>
            <th scope="col">{columns.result}</th>
            <th scope="col">{columns.mac}</th>
            <th scope="col">{columns.uuid}</th>
            <th scope="col">{columns.chip}</th>
            <th scope="col">{columns.profile}</th>
            <th scope="col">{columns.reason}</th>
            <th scope="col" className="r">
              {columns.took}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const isOpen = row.record.id === open;
            return (
              <Fragment key={row.record.id}>
                <Row
                  row={row}
                  isOpen={isOpen}
                  onOpen={(opens) => setOpen(opens ? row.record.id : null)}
                />
                {isOpen && <OpenRecord row={row} />}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  row: RecordRow;
  isOpen: boolean;
  onOpen: (opens: boolean) => void;
}

function Row({ row: { record, run, time }, isOpen, onOpen }: RowProps) {
  const texts = useTexts();
  const took = run && runTime(run);
  const mac = macWithColons(record.mac);
  return (
    <tr className={isOpen ? 'open' : undefined} onClick={() => onOpen(!isOpen)}>
      <td>
        <button
          type="button"
          className="linkbtn"
          aria-expanded={isOpen}
          aria-label={texts.history.recordOf(mac)}
          onKeyDown={(event) => moveByKey(event, onOpen)}
        >
          <ChevronRight {...ICON} />
        </button>
      </td>
      <td>{texts.dayAndClock(time)}</td>
      <td>
        <Outcome outcome={run?.outcome ?? 'none'} />
      </td>
      <td className="mono">{mac}</td>
      <td className="mono">{record.uuid.slice(0, 8)}</td>
      <td>{CHIPS[record.chip].title}</td>
      <td>{record.profile}</td>
      <td className="reason">{reasonOf(run, texts)}</td>
      <td className="r">{took === undefined ? texts.unknown : texts.seconds(took)}</td>
    </tr>
  );
}

/** Up and down go from row to row, right opens, left closes. */
function moveByKey(
  { key, currentTarget }: KeyboardEvent<HTMLElement>,
  onOpen: (opens: boolean) => void,
): void {
  if (key === 'ArrowRight') onOpen(true);
  if (key === 'ArrowLeft') onOpen(false);
  const step = { ArrowDown: 1, ArrowUp: -1 }[key];
  if (step === undefined) return;
  const buttons = [...document.querySelectorAll<HTMLElement>('.linkbtn')];
  buttons[buttons.indexOf(currentTarget) + step]?.focus();
}
