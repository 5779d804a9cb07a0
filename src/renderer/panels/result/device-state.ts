import type { DeviceState } from '../../../contract/run.ts';
import { planKind } from '../../progress/run-plan.ts';
import type { Failed } from '../../stores/run-state.ts';
import type { Texts } from '../../texts/en.ts';

/** What a run that failed has made of the board, its record and the CA. */
export function deviceStateOf({ failure, plan }: Failed): keyof Texts['deviceStates'] {
  const { deviceState, recordId, registered } = failure;
  const kind = planKind(plan);
  if (kind !== 'credentials') {
    if (deviceState === 'untouched') return 'nothing';
    return kind === 'partition' && HALF_WRITTEN.has(deviceState) ? 'merging' : 'wifi-only';
  }
  if (deviceState !== 'untouched') return deviceState;
  if (registered) return 'registered';
  return recordId === null ? 'nothing' : 'recorded';
}

const HALF_WRITTEN: ReadonlySet<DeviceState> = new Set(['partial', 'written-unverified']);
