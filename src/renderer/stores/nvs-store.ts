import { createStore, type StoreApi } from 'zustand/vanilla';

import type { DetectedDevice, ShownPartition } from '../../contract/channels.ts';
import type { WireError } from '../../contract/errors.ts';
import type { Payload } from '../../contract/host-client.ts';
import type { Host } from '../host-connection.ts';
import {
  EMPTY,
  reduceNvs,
  type NvsEdit,
  type NvsEvent,
  type NvsState,
  type OpenPartition,
} from './nvs-state.ts';

export type Partition = DetectedDevice['nvsPartitions'][number];

export interface NvsStore extends StoreApi<NvsState> {
  /** Reads a partition. `find` looks for it on the board first, and says which one it is. */
  read(
    query: Omit<Payload<'prov:nvs-show'>, 'partition'>,
    find: () => Promise<FoundPartition | undefined>,
  ): Promise<void>;
  /**
   * Changes the edits if the program can make them; else says why not, and leaves things as they are. One change after
   * the other: each begins with what the one before it has left.
   */
  edit(change: NvsEdits): Promise<WireError | undefined>;
  write(): Promise<void>;
  close(): void;
}

/** What becomes of the edits. */
export type NvsEdits = (edits: readonly NvsEdit[]) => readonly NvsEdit[];

/** The partition to read, or that a person has to choose among so many; undefined: the board was not read. */
export type FoundPartition = { partition: Partition } | { choices: number } | { error: WireError };

/** The NVS partition on the screen. */
export function createNvsStore(host: Host, initial: NvsState = EMPTY): NvsStore {
  const store = createStore<NvsState>()(() => initial);
  const send = (event: NvsEvent) => store.setState((state) => reduceNvs(state, event), true);

  let lastEdit: Promise<unknown> = Promise.resolve();

  const edit = async (change: NvsEdits): Promise<WireError | undefined> => {
    const state = store.getState();
    if (state.phase !== 'open') return undefined;
    const edits = change(state.edits);
    if (edits.length === 0) {
      send({ type: 'edited', edits, difference: null });
      return undefined;
    }
    const { snapshot } = state.shown;
    const reply = await host.invoke('prov:nvs-diff', { snapshot, changes: [...edits] });
    if (!reply.ok) return reply.error;
    if (store.getState() === state) send({ type: 'edited', edits, difference: reply.value });
    return undefined;
  };

  return {
    ...store,
    async read(device, find) {
      send({ type: 'read' });
      const reading = store.getState();
      const isStale = () => store.getState() !== reading; // another port was chosen meanwhile
      const found = await find();
      if (isStale() || !found) return;
      if (!('partition' in found)) {
        send(
          'error' in found
            ? { type: 'read-failed', error: found.error }
            : { type: 'choose', partitions: found.choices },
        );
        return;
      }
      const { offset, size } = found.partition;
      const reply = await host.invoke('prov:nvs-show', { ...device, partition: { offset, size } });
      if (isStale()) return;
      send(
        reply.ok
          ? { type: 'opened', shown: reply.value }
          : { type: 'read-failed', error: reply.error },
      );
    },
    edit(change) {
      const done = lastEdit.then(() => edit(change));
      lastEdit = done;
      return done;
    },
    async write() {
      const state = store.getState();
      if (state.phase !== 'open' || state.edits.length === 0) return;
      if (state.writing.state === 'writing') return;
      send({ type: 'write' });
      send(await written(host, state));
    },
    close: () => send({ type: 'close' }),
  };
}

/** Writes the edits, then reads the partition once more and compares: what was promised is seen, not believed. */
async function written(host: Host, { shown, edits }: OpenPartition): Promise<NvsEvent> {
  const { snapshot } = shown;
  const reply = await host.invoke('prov:nvs-set', { snapshot, changes: [...edits] });
  if (!reply.ok) {
    return { type: 'write-failed', error: reply.error, touched: await isKept(host, shown) };
  }
  const difference = reply.value;
  const again = await host.invoke('prov:nvs-show-again', { snapshot });
  if (!again.ok) return { type: 'written-unread', difference, error: again.error };
  const later = again.value.snapshot;
  const since = await host.invoke('prov:nvs-compare', { snapshot, later });
  if (!since.ok) return { type: 'written-unread', difference, error: since.error };
  return { type: 'written', difference, again: { shown: again.value, since: since.value } };
}

/** Whether the program keeps a copy of the partition, or cannot say: then a write has begun, and not come to its end. */
async function isKept(host: Host, { mac, partition }: ShownPartition): Promise<boolean> {
  const reply = await host.invoke('prov:nvs-list-restores', {});
  if (!reply.ok) return true;
  return reply.value.some((kept) => kept.mac === mac && kept.offset === partition.offset);
}
