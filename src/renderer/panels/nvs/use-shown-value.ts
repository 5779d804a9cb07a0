import { useState } from 'react';

import { useApp } from '../../app-context.ts';
import { rowId, type NvsRow } from '../../nvs/nvs-rows.ts';
import { useTimedSecret } from '../use-timed-secret.ts';

export type Side = 'before' | 'after';
export type ShownValue = ReturnType<typeof useShownValue>;

/** The one secret of the table that is on the screen, if any: fetched when it is asked for, gone after 30 seconds. */
export function useShownValue(snapshot: string) {
  const { host, texts } = useApp();
  const { value, secondsLeft, show, hide } = useTimedSecret();
  const [place, setPlace] = useState<string | null>(null);
  const [error, setError] = useState<string>();

  /** `typed`: the new value, which this window knows; the old one is asked for. */
  const reveal = async (row: NvsRow, side: Side, typed: string | undefined) => {
    hide();
    setPlace(placeOf(row, side));
    setError(undefined);
    if (side === 'after') {
      if (typed !== undefined) show(typed);
      return;
    }
    const { namespace, key, type } = row;
    const reply = await host.invoke('prov:nvs-reveal', { snapshot, namespace, key, type });
    if (reply.ok) show(reply.value.value);
    else setError(texts.errorTitle(reply.error.code));
  };
  const isAt = (row: NvsRow, side: Side) => place === placeOf(row, side);

  return { value, secondsLeft, error, reveal, hide, isAt };
}

function placeOf(row: NvsRow, side: Side): string {
  return `${side} ${rowId(row)}`;
}
