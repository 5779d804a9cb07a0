import type { Provisioned, RunFailed } from './run.ts';

/**
 * What a run comes to, in one word and one colour. `unconfirmed` is amber: the device holds its settings, verified byte
 * for byte, and nothing says that it is on the network. Green is only for an address that the device reported.
 */
export type Verdict = 'passed' | 'unconfirmed' | 'failed' | 'stopped';

export function verdictOfResult({ wifi }: Pick<Provisioned, 'wifi'>): Verdict {
  return wifi.status === 'accepted' || wifi.status === 'unconfirmed' ? 'unconfirmed' : 'passed';
}

/** A firmware that does not answer may still take its network from NVS: nothing is known to be wrong. */
export function verdictOfFailure({
  error,
  deviceState,
  recordId,
}: Pick<RunFailed, 'error' | 'deviceState' | 'recordId'>): Verdict {
  if (error.code === 'cancelled') return 'stopped';
  const holdsSettings = recordId !== null && deviceState === 'running-unconfirmed';
  return error.code === 'wifi-no-console' && holdsSettings ? 'unconfirmed' : 'failed';
}
