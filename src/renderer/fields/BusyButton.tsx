import type { MouseEvent } from 'react';

import { Mark } from '../marks/Mark.tsx';

interface BusyButtonProps {
  id?: string | undefined;
  label: string;
  /** The verb with an ellipsis, while it works. */
  busyLabel: string;
  busy: boolean;
  disabled?: boolean;
  onClick: (event: MouseEvent<HTMLElement>) => void;
}

/** A button that works for a while: it keeps its width and the focus, and says what it does. */
export function BusyButton(props: BusyButtonProps) {
  const { id, label, busyLabel, busy, disabled = false, onClick } = props;
  return (
    <button
      type="button"
      id={id}
      className="btn"
      disabled={disabled}
      aria-label={busy ? busyLabel : undefined}
      aria-disabled={busy || undefined}
      onClick={(event) => {
        if (!busy) onClick(event);
      }}
    >
      <span className="swap">
        <span data-shown={!busy}>{label}</span>
        <span data-shown={busy}>
          <Mark kind="running" />
        </span>
      </span>
    </button>
  );
}
