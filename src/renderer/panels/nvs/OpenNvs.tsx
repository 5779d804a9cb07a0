import { Plus } from 'lucide-react';
import { useState } from 'react';

import type { WireError } from '../../../contract/errors.ts';
import { useApp, useNvsBusy, useProfile, useTexts } from '../../app-context.ts';
import { ICON } from '../../marks/icon.ts';
import { StateWord } from '../../marks/StateWord.tsx';
import { nvsGroups, type NvsRow } from '../../nvs/nvs-rows.ts';
import type { OpenPartition } from '../../stores/nvs-state.ts';
import type { NvsEdits } from '../../stores/nvs-store.ts';
import { NvsTable } from './NvsTable.tsx';
import { ValueDialog } from './ValueDialog.tsx';

type Filter = 'all' | 'changes';

/** A partition that was read: its keys, what becomes of them, and what is promised of the others. */
export function OpenNvs({ state }: { state: OpenPartition }) {
  const { nvs } = useTexts();
  const { namespace } = useProfile().nvs;
  const busy = useNvsBusy();
  const [filter, setFilter] = useState<Filter>('all');
  const { refused, change } = useChange(state);
  const [asked, setAsked] = useState<NvsRow | 'new' | null>(null);
  const groups = nvsGroups(state.shown, state.difference, namespace);
  const rows = groups.flatMap((group) => group.rows);
  const changed = rows.filter(({ change }) => change !== 'stays').length;
  const only = filter === 'changes' && changed > 0;
  return (
    <div className="stack">
      <div className="nvs-tools">
        <div className="seg" role="group" aria-label={nvs.show}>
          <button type="button" aria-pressed={!only} onClick={() => setFilter('all')}>
            {nvs.filterAll(rows.length)}
          </button>
          <button
            type="button"
            aria-pressed={only}
            disabled={changed === 0}
            onClick={() => setFilter('changes')}
          >
            {nvs.filterChanges(changed)}
          </button>
        </div>
        <button type="button" className="btn" disabled={busy} onClick={() => setAsked('new')}>
          <Plus {...ICON} />
          {nvs.add}
        </button>
      </div>
      {rows.length === 0 ? (
        <p className="nothing muted">{nvs.blank}</p>
      ) : (
        <NvsTable
          // What is shown of one snapshot is hidden with it.
          key={state.shown.snapshot}
          state={state}
          groups={only ? groups.map(withoutStaying) : groups}
          onEdit={setAsked}
          onChange={(edits) => void change(edits)}
        />
      )}
      <Promise state={state} others={rows.length - changed} refused={refused} />
      {asked && (
        <ValueDialog
          row={asked === 'new' ? null : asked}
          namespaces={[...new Set([namespace, ...state.shown.namespaces])]}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  );
}

/** A change of the edits; what is refused is said until they do change. */
function useChange({ edits: now }: OpenPartition) {
  const { nvs } = useApp();
  const [refusal, setRefusal] = useState<{ error: WireError; edits: OpenPartition['edits'] }>();
  const change = async (edits: NvsEdits) => {
    const error = await nvs.edit(edits);
    if (error) setRefusal({ error, edits: now });
  };
  return { refused: refusal?.edits === now ? refusal.error : undefined, change };
}

function withoutStaying<G extends { rows: readonly NvsRow[] }>(group: G): G {
  return { ...group, rows: group.rows.filter(({ change }) => change !== 'stays') };
}

interface PromiseProps {
  state: OpenPartition;
  /** How many keys stay. */
  others: number;
  /** Why the last change was not taken. */
  refused: WireError | undefined;
}

/** The sentence under the table: before writing a promise, after it what a second reading has shown. */
function Promise({ state, others, refused }: PromiseProps) {
  const texts = useTexts();
  const { nvs } = texts;
  const { shown, difference } = state;
  const damaged = shown.unreadable.length + shown.unreachable;
  return (
    <div className="note" role="status">
      {refused && (
        <p>
          <StateWord kind="failed">{texts.errorSentence(refused)}</StateWord>
        </p>
      )}
      <p>
        <Outcome state={state} others={others} />
      </p>
      {difference !== null && difference.dropped > 0 && (
        <p>
          <StateWord kind="warning">{nvs.dropped(difference.dropped)}</StateWord>
        </p>
      )}
      {difference === null && damaged > 0 && (
        <p>
          <StateWord kind="warning">{nvs.damaged(damaged)}</StateWord>
        </p>
      )}
    </div>
  );
}

function Outcome({ state, others }: { state: OpenPartition; others: number }) {
  const { nvs } = useTexts();
  const { writing, difference } = state;
  if (writing.state === 'failed') return <FailedWrite {...writing} />;
  if (writing.state === 'written' && difference === null) {
    return writing.others > 0 ? (
      <StateWord kind="warning">{nvs.othersDiffer(writing.others)}</StateWord>
    ) : (
      <StateWord kind="done">{nvs.promiseKept(writing.stays)}</StateWord>
    );
  }
  return difference === null ? nvs.noChanges : nvs.promise(others);
}

/** First what became of the board, then why. */
function FailedWrite({ error, touched }: { error: WireError; touched: boolean }) {
  const texts = useTexts();
  const { nvs } = texts;
  return (
    <>
      <StateWord kind="failed">{touched ? nvs.half : nvs.unchanged}</StateWord>{' '}
      {texts.errorSentence(error)}
    </>
  );
}
