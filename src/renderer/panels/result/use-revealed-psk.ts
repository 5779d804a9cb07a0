import { useState } from 'react';

import { useApp } from '../../app-context.ts';
import { useTimedSecret } from '../use-timed-secret.ts';

/** The PSK of a record: fetched when it is shown or copied. */
export function useRevealedPsk(recordId: string) {
  const { host, texts } = useApp();
  const { value, secondsLeft, show: showFor, hide } = useTimedSecret();
  const [error, setError] = useState<string>();

  const fetch = async (): Promise<string | undefined> => {
    const reply = await host.invoke('prov:reveal-psk', { id: recordId });
    setError(reply.ok ? undefined : texts.errorTitle(reply.error.code));
    return reply.ok ? reply.value.psk : undefined;
  };
  const show = async () => {
    const psk = await fetch();
    if (psk !== undefined) showFor(psk);
  };
  return { value, secondsLeft, error, show, hide, fetch };
}
