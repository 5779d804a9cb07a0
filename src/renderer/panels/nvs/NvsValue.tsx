import { Eye, EyeOff } from 'lucide-react';

import { Uuid } from '../../../contract/fields.ts';
import { useTexts } from '../../app-context.ts';
import { ICON } from '../../marks/icon.ts';
import type { NvsRow } from '../../nvs/nvs-rows.ts';
import type { ShownValue, Side } from './use-shown-value.ts';

const DOTS = '•'.repeat(8); // a fixed number, so that they tell nothing
const NUL = 1; // bytes at the end of a string

interface NvsValueProps {
  row: NvsRow;
  value: { bytes: number; value: string | null };
  side: Side;
  typed?: string | undefined;
  shown: ShownValue;
}

/** A value in its cell. A secret is dots until it is asked for. */
export function NvsValue({ row, value, side, typed, shown }: NvsValueProps) {
  const { nvs } = useTexts();
  if (row.secret) return <SecretValue {...{ row, value, side, typed, shown }} />;
  const text = value.value ?? '';
  if (text === '') return <span className="quiet">{nvs.empty}</span>;
  const isProse = row.type === 'string' && !Uuid.safeParse(text).success;
  return (
    <span className={isProse ? 'clip' : 'clip mono'} title={text}>
      {side === 'after' ? <b>{text}</b> : text}
    </span>
  );
}

function SecretValue({ row, value, side, typed, shown }: NvsValueProps) {
  const { nvs } = useTexts();
  const here = shown.isAt(row, side);
  const text = here ? shown.value : null;
  const length = row.type === 'string' ? nvs.length(value.bytes - NUL) : nvs.bytes(value.bytes);
  const name = side === 'after' ? nvs.showNewValue : nvs.showValue;
  return (
    <span className="val">
      {text === null ? (
        <>
          <span className="mono">{DOTS}</span>
          <span className="quiet">{(here ? shown.error : undefined) ?? length}</span>
        </>
      ) : (
        <>
          <span className="mono whole">{text}</span>
          <span className="quiet">{nvs.hidesIn(shown.secondsLeft)}</span>
        </>
      )}
      <button
        type="button"
        className="linkbtn"
        aria-label={text === null ? name(row.key) : nvs.hideValue(row.key)}
        aria-keyshortcuts={text === null ? undefined : 'Escape'}
        onClick={() => {
          if (text === null) void shown.reveal(row, side, typed);
          else shown.hide();
        }}
      >
        {text === null ? <Eye {...ICON} /> : <EyeOff {...ICON} />}
      </button>
    </span>
  );
}
