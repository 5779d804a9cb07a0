import { createStore, type StoreApi } from 'zustand/vanilla';

import type { WireError } from '../../contract/errors.ts';
import type { Payload } from '../../contract/host-client.ts';
import type { SavedPartition } from '../../contract/nvs.ts';
import type { Host } from '../host-connection.ts';

export interface RestoresState {
  /** Partitions as they were before a write that never came to its end. */
  kept: readonly SavedPartition[];
  /** Those about which a person wants to hear no more in this window. */
  left: ReadonlySet<string>;
  restoring: boolean;
  outcome: { state: 'none' } | { state: 'failed'; error: WireError } | Restored;
}

interface Restored {
  state: 'restored';
  partitions: readonly SavedPartition[];
}

export interface RestoresStore extends StoreApi<RestoresState> {
  load(): Promise<void>;
  /** Writes back what is kept of the device on this port, whichever that is. */
  restore(query: Payload<'prov:nvs-restore'>): Promise<void>;
  drop(partition: SavedPartition): Promise<void>;
  /** Keeps it, and says no more of it until the next start. */
  leave(partition: SavedPartition): void;
  dismiss(): void;
}

const NONE = { state: 'none' } as const;

export function createRestoresStore(host: Host): RestoresStore {
  const store = createStore<RestoresState>()(() => ({
    kept: [],
    left: new Set(),
    restoring: false,
    outcome: NONE,
  }));
  const load = async () => {
    const reply = await host.invoke('prov:nvs-list-restores', {});
    if (reply.ok) store.setState({ kept: reply.value });
  };
  return {
    ...store,
    load,
    async restore(query) {
      store.setState({ restoring: true, outcome: NONE });
      const reply = await host.invoke('prov:nvs-restore', query);
      await load();
      store.setState({
        restoring: false,
        outcome: reply.ok
          ? { state: 'restored', partitions: reply.value }
          : { state: 'failed', error: reply.error },
      });
    },
    async drop({ mac, offset }) {
      const reply = await host.invoke('prov:nvs-drop-restore', { mac, offset });
      store.setState({ outcome: reply.ok ? NONE : { state: 'failed', error: reply.error } });
      await load();
    },
    leave: (partition) =>
      store.setState(({ left }) => ({
        left: new Set(left).add(keptKey(partition)),
        outcome: NONE,
      })),
    dismiss: () => store.setState({ outcome: NONE }),
  };
}

/** One device can have several partitions. */
export function keptKey({ mac, offset }: SavedPartition): string {
  return `${mac} ${offset}`;
}
