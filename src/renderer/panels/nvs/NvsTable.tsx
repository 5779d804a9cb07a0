import { Pencil, Trash2, Undo2 } from 'lucide-react';
import { Fragment } from 'react';

import { useNvsBusy, useTexts } from '../../app-context.ts';
import { ICON } from '../../marks/icon.ts';
import type { MarkKind } from '../../marks/Mark.tsx';
import { StateWord } from '../../marks/StateWord.tsx';
import { typedValue, withEdit, withoutEdit } from '../../nvs/nvs-edits.ts';
import { rowId, type NvsChangeKind, type NvsGroup, type NvsRow } from '../../nvs/nvs-rows.ts';
import type { OpenPartition } from '../../stores/nvs-state.ts';
import type { NvsEdits } from '../../stores/nvs-store.ts';
import { NvsValue } from './NvsValue.tsx';
import { useShownValue, type ShownValue } from './use-shown-value.ts';

const COLUMNS = 7;

interface NvsTableProps {
  state: OpenPartition;
  groups: readonly NvsGroup[];
  onEdit: (row: NvsRow) => void;
  onChange: (change: NvsEdits) => void;
}

/** The keys of a partition, grouped by namespace: what each is, and what it will be. */
export function NvsTable({ state, groups, ...on }: NvsTableProps) {
  const { nvs } = useTexts();
  const { columns } = nvs;
  const shown = useShownValue(state.shown.snapshot);
  return (
    <div
      className="scroll nvs"
      tabIndex={0}
      role="region"
      aria-label={nvs.region}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) shown.hide();
      }}
    >
      <table>
        <caption className="vh">{nvs.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{columns.change}</th>
            <th scope="col">{columns.key}</th>
            <th scope="col">{columns.type}</th>
            <th scope="col">{columns.before}</th>
            <th scope="col">{columns.after}</th>
            <th scope="col" className="r">
              {columns.size}
            </th>
            <th scope="col">
              <span className="vh">{columns.acts}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <Fragment key={group.namespace}>
              <GroupHead group={group} />
              {group.rows.map((row) => (
                <Row key={rowId(row)} row={row} state={state} shown={shown} {...on} />
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function GroupHead({ group: { namespace, own, rows } }: { group: NvsGroup }) {
  const { nvs } = useTexts();
  const changed = rows.filter(({ change }) => change !== 'stays').length;
  const words = own ? nvs.ownKeys : nvs.foreignKeys;
  return (
    <tr className="ns">
      <th scope="rowgroup" colSpan={COLUMNS}>
        <b>{namespace}</b> <span className="quiet">{words(rows.length, changed)}</span>
      </th>
    </tr>
  );
}

interface RowProps extends Omit<NvsTableProps, 'groups'> {
  row: NvsRow;
  shown: ShownValue;
}

function Row({ row, state, shown, ...on }: RowProps) {
  const { nvs } = useTexts();
  const { key, change, before, after } = row;
  const typed = typedValue(state.edits, row);
  return (
    <tr className={change === 'stays' ? 'stay' : 'chg'}>
      <td>
        <StateWord kind={MARKS[change]}>{nvs.changes[change]}</StateWord>
      </td>
      <td className="mono">{change === 'stays' ? key : <b>{key}</b>}</td>
      <td>{row.type}</td>
      <td className="value">
        {before === null ? (
          <span className="quiet">{nvs.absent}</span>
        ) : (
          <NvsValue row={row} value={before} side="before" shown={shown} />
        )}
      </td>
      <td className="value">
        {change === 'stays' && <span className="quiet">{nvs.same}</span>}
        {change === 'removed' && <span className="quiet">{nvs.gone}</span>}
        {(change === 'changes' || change === 'added') && after !== null && (
          <NvsValue row={row} value={after} side="after" typed={typed} shown={shown} />
        )}
      </td>
      <td className="r">{nvs.bytes((after ?? before)?.bytes ?? 0)}</td>
      <td>
        <RowActs row={row} {...on} />
      </td>
    </tr>
  );
}

function RowActs({ row, onEdit, onChange }: Omit<RowProps, 'state' | 'shown'>) {
  const { nvs } = useTexts();
  const busy = useNvsBusy();
  const { namespace, key, change } = row;
  const remove = { action: 'remove', namespace, key } as const;
  return (
    <span className="row-acts">
      {change !== 'removed' && (
        <button
          type="button"
          className="linkbtn"
          disabled={busy}
          aria-label={nvs.edit(key)}
          onClick={() => onEdit(row)}
        >
          <Pencil {...ICON} />
        </button>
      )}
      {change === 'stays' ? (
        <button
          type="button"
          className="linkbtn"
          disabled={busy}
          aria-label={nvs.remove(key)}
          onClick={() => onChange((edits) => withEdit(edits, remove))}
        >
          <Trash2 {...ICON} />
        </button>
      ) : (
        <button
          type="button"
          className="linkbtn"
          disabled={busy}
          aria-label={nvs.undo(key)}
          onClick={() => onChange((edits) => withoutEdit(edits, row))}
        >
          <Undo2 {...ICON} />
        </button>
      )}
    </span>
  );
}

const MARKS: Readonly<Record<NvsChangeKind, MarkKind>> = {
  changes: 'changed',
  added: 'added',
  removed: 'removed',
  stays: 'same',
};
