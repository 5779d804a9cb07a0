import { createStore, type StoreApi } from 'zustand/vanilla';

import type { WireError } from '../../contract/errors.ts';
import type { DeviceRecord } from '../../contract/record.ts';
import type { Host } from '../host-connection.ts';

/** The records of this computer. What was read once stays while it is read again. */
export type RecordsState =
  | { state: 'loading' }
  | { state: 'known'; records: readonly DeviceRecord[] }
  | { state: 'failed'; error: WireError };

export interface RecordsStore extends StoreApi<RecordsState> {
  load(): Promise<void>;
}

export function createRecordsStore(
  host: Host,
  initial: RecordsState = { state: 'loading' },
): RecordsStore {
  const store = createStore<RecordsState>()(() => initial);
  return {
    ...store,
    async load() {
      const reply = await host.invoke('prov:list-records', {});
      const next: RecordsState = reply.ok
        ? { state: 'known', records: reply.value }
        : { state: 'failed', error: reply.error };
      store.setState(next, true);
    },
  };
}
