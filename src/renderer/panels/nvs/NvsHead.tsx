import { CHIPS } from '../../../contract/chip.ts';
import { useApp, useBench, useBoardBusy, useTexts } from '../../app-context.ts';
import { SelectField } from '../../fields/SelectField.tsx';
import { nvsPartitions } from '../../form/region-of.ts';
import { macWithColons } from '../../history/mac-address.ts';
import { readNvs } from '../../nvs/read-nvs.ts';
import { keysIn, type NvsState } from '../../stores/nvs-state.ts';
import type { Texts } from '../../texts/en.ts';

/** Where one is: which partition of which board, and how much of it will change. */
export function NvsHead({ state }: { state: NvsState }) {
  const texts = useTexts();
  return (
    <div className="page-head">
      <div className="grow">
        <h1 aria-live="polite">{situationOf(state, texts)}</h1>
        {state.phase === 'open' && (
          <p className="sub">
            {texts.nvs.source(
              state.shown.partition.label,
              state.shown.partition.offset,
              state.shown.partition.size,
              CHIPS[state.shown.chip].title,
            )}{' '}
            <span className="mono">{macWithColons(state.shown.mac)}</span>
          </p>
        )}
      </div>
      <PartitionSelect state={state} />
    </div>
  );
}

function situationOf(state: NvsState, { nvs }: Texts): string {
  switch (state.phase) {
    case 'empty':
      return nvs.title;
    case 'reading':
      return nvs.reading;
    case 'choosing':
      return nvs.choose;
    case 'failed':
      return nvs.unread;
    case 'open': {
      const { shown, difference, writing } = state;
      const changed = difference ? keysIn(difference) : 0;
      if (writing.state === 'writing') return nvs.writing(changed);
      if (writing.state === 'failed') return nvs.writeFailed;
      if (changed > 0) return nvs.willChange(changed, allKeys(state));
      if (writing.state === 'written') return nvs.written(writing.keys);
      return nvs.allKeys(shown.entries.length);
    }
  }
}

function allKeys({ shown, difference }: Extract<NvsState, { phase: 'open' }>): number {
  const added = difference?.changes.filter(({ before }) => before === null).length ?? 0;
  return shown.entries.length + added;
}

function PartitionSelect({ state }: { state: NvsState }) {
  const app = useApp();
  const { nvs } = app.texts;
  const busy = useBoardBusy();
  const partitions = useBench(({ detection }) => nvsPartitions(detection));
  const isEdited = state.phase === 'open' && state.edits.length > 0;
  if (!partitions) return null; // before the first reading there is nothing to choose from
  return (
    <label className="f">
      {nvs.partition}
      <SelectField
        value={state.phase === 'open' ? state.shown.partition.offset : ''}
        disabled={busy || isEdited}
        onChange={({ target }) => void readNvs(app, { offset: Number(target.value) })}
      >
        {state.phase !== 'open' && <option value="">{nvs.choose}</option>}
        {partitions.map(({ label, offset, size }) => (
          <option key={offset} value={offset}>
            {nvs.partitionOf(label, offset, size)}
          </option>
        ))}
      </SelectField>
    </label>
  );
}
