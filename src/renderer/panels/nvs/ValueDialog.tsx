import { Eye, EyeOff } from 'lucide-react';
import { useId, useState } from 'react';

import { NvsType } from '../../../contract/nvs.ts';
import { useApp } from '../../app-context.ts';
import { SelectField } from '../../fields/SelectField.tsx';
import { ICON } from '../../marks/icon.ts';
import { withEdit } from '../../nvs/nvs-edits.ts';
import type { NvsRow } from '../../nvs/nvs-rows.ts';
import type { NvsEdit } from '../../stores/nvs-state.ts';
import { Dialog } from '../Dialog.tsx';

interface ValueDialogProps {
  /** null: a key that is not there yet. */
  row: NvsRow | null;
  namespaces: readonly string[];
  onClose: () => void;
}

/** A value as it shall be. The program checks it before it is taken over; nothing is written yet. */
export function ValueDialog({ row, namespaces, onClose }: ValueDialogProps) {
  const { texts } = useApp();
  const { dialog } = texts.nvs;
  const id = useId();
  const draft = useDraft(row, namespaces[0] ?? '');
  const { problem, take } = useTaking(onClose);
  const { namespace, key, type, value, change } = draft;
  const first = row ? 'value' : namespaces.length > 0 ? 'key' : 'namespace';
  return (
    <Dialog title={row ? dialog.edit(row.namespace, row.key) : dialog.add} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void take({ action: 'set', namespace, key, type, value });
        }}
      >
        {row === null && (
          <>
            <NameRow
              id={`${id}-namespace`}
              label={dialog.namespace}
              value={namespace}
              choices={namespaces}
              first={first === 'namespace'}
              onChange={(text) => change({ namespace: text })}
            />
            <NameRow
              id={`${id}-key`}
              label={dialog.key}
              value={key}
              first={first === 'key'}
              onChange={(text) => change({ key: text })}
            />
          </>
        )}
        <TypeRow id={`${id}-type`} value={type} onChange={(name) => change({ type: name })} />
        <ValueRow
          id={`${id}-value`}
          masked={row?.secret ?? false}
          value={value}
          first={first === 'value'}
          onChange={(text) => change({ value: text })}
          hint={row?.secret ? dialog.secretKept : dialog.valueHints[hintOf(type)]}
        />
        <p className={problem === undefined ? 'muted' : 'is-fail'} role="status">
          {problem ?? dialog.nothingWritten}
        </p>
        <div className="dialog-end">
          <button type="button" className="btn btn-op" onClick={onClose}>
            {dialog.cancel}
          </button>
          <button type="submit" className="btn btn-main h48">
            {dialog.set}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

type Draft = Pick<NvsRow, 'namespace' | 'key' | 'type'> & { value: string };

/** What the dialog holds: the value that there is, unless it is a secret. */
function useDraft(row: NvsRow | null, namespace: string) {
  const [draft, setDraft] = useState<Draft>(() => {
    if (!row) return { namespace, key: '', type: 'string', value: '' };
    const value = row.secret ? '' : (row.after?.value ?? '');
    return { namespace: row.namespace, key: row.key, type: row.type, value };
  });
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  return { ...draft, change };
}

function useTaking(onTaken: () => void) {
  const { nvs: store, texts } = useApp();
  const [problem, setProblem] = useState<string>();
  const take = async (edit: NvsEdit) => {
    if (edit.namespace === '' || edit.key === '') {
      setProblem(texts.nvs.dialog.missing);
      return;
    }
    const error = await store.edit((edits) => withEdit(edits, edit));
    if (error) setProblem(texts.errorSentence(error));
    else onTaken();
  };
  return { problem, take };
}

interface TypeRowProps {
  id: string;
  value: NvsType;
  onChange: (type: NvsType) => void;
}

function TypeRow({ id, value, onChange }: TypeRowProps) {
  const { texts } = useApp();
  return (
    <div className="row">
      <label htmlFor={id}>{texts.nvs.dialog.type}</label>
      <SelectField
        id={id}
        value={value}
        onChange={({ target }) => onChange(NvsType.parse(target.value))}
      >
        {NvsType.options.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </SelectField>
    </div>
  );
}

function hintOf(type: NvsType): 'number' | 'string' | 'blob' {
  return type === 'string' || type === 'blob' ? type : 'number';
}

interface NameRowProps {
  id: string;
  label: string;
  value: string;
  choices?: readonly string[];
  /** Whether it has the focus when the dialog opens. */
  first: boolean;
  onChange: (value: string) => void;
}

function NameRow({ id, label, value, choices, first, onChange }: NameRowProps) {
  return (
    <div className="row">
      <label htmlFor={id}>{label}</label>
      <span className="in">
        <input
          id={id}
          className="mono"
          value={value}
          list={choices && `${id}-choices`}
          data-first={first || undefined}
          spellCheck={false}
          autoComplete="off"
          onChange={({ target }) => onChange(target.value)}
        />
        {choices && (
          <datalist id={`${id}-choices`}>
            {choices.map((choice) => (
              <option key={choice} value={choice} />
            ))}
          </datalist>
        )}
      </span>
    </div>
  );
}

interface ValueRowProps {
  id: string;
  masked: boolean;
  value: string;
  hint: string;
  /** Whether it has the focus when the dialog opens. */
  first: boolean;
  onChange: (value: string) => void;
}

function ValueRow({ id, masked, value, hint, first, onChange }: ValueRowProps) {
  const { texts } = useApp();
  const { config, nvs } = texts;
  const [shown, setShown] = useState(!masked);
  const { value: name } = nvs.dialog;
  return (
    <div className="row">
      <label htmlFor={id}>{name}</label>
      <span className={masked ? 'in has-icon' : 'in'}>
        <input
          id={id}
          type={shown ? 'text' : 'password'}
          value={value}
          data-first={first || undefined}
          spellCheck={false}
          autoComplete="off"
          aria-describedby={`${id}-hint`}
          onChange={({ target }) => onChange(target.value)}
        />
        {masked && (
          <button
            type="button"
            className="btn btn-bare btn-icon"
            aria-label={shown ? config.hide(name) : config.show(name)}
            onClick={() => setShown(!shown)}
          >
            {shown ? <EyeOff {...ICON} /> : <Eye {...ICON} />}
          </button>
        )}
      </span>
      <p className="msg" id={`${id}-hint`}>
        {hint}
      </p>
    </div>
  );
}
