import type { ShownPartition } from '../../contract/channels.ts';
import type { WireError } from '../../contract/errors.ts';
import type { Payload } from '../../contract/host-client.ts';
import type { NvsShownChange, NvsShownDifference } from '../../contract/nvs.ts';

/** A change that a person has asked for, with its value as typed. */
export type NvsEdit = Payload<'prov:nvs-set'>['changes'][number];

/** What became of the last writing. */
export type Writing =
  | { state: 'none' }
  | { state: 'writing' }
  /** `touched`: the program still keeps the partition as it was, so it may be half written. */
  | { state: 'failed'; error: WireError; touched: boolean }
  /** `stays` were equal and `others` were not, beyond what was written, as a second reading has shown. */
  | { state: 'written'; keys: number; stays: number; others: number };

export interface OpenPartition {
  phase: 'open';
  shown: ShownPartition;
  edits: readonly NvsEdit[];
  /** What the edits make of it, as the program says; null without edits. */
  difference: NvsShownDifference | null;
  writing: Writing;
}

/** One union says where the NVS screen is. */
export type NvsState =
  | { phase: 'empty' }
  | { phase: 'reading' }
  /** The board has several, or none, and the configuration points at none of them. */
  | { phase: 'choosing'; partitions: number }
  /** `written`: as many keys were written and read back before the second reading failed. */
  | { phase: 'failed'; error: WireError; written: number }
  | OpenPartition;

export type NvsEvent =
  | { type: 'read' }
  | { type: 'choose'; partitions: number }
  | { type: 'opened'; shown: ShownPartition }
  | { type: 'read-failed'; error: WireError }
  | { type: 'edited'; edits: readonly NvsEdit[]; difference: NvsShownDifference | null }
  | { type: 'write' }
  | { type: 'write-failed'; error: WireError; touched: boolean }
  | {
      type: 'written';
      difference: NvsShownDifference;
      again: { shown: ShownPartition; since: NvsShownDifference };
    }
  | { type: 'written-unread'; difference: NvsShownDifference; error: WireError }
  | { type: 'close' };

export const EMPTY: NvsState = { phase: 'empty' };

/** What an event makes of the screen. Answers to what is no longer asked change nothing. */
export function reduceNvs(state: NvsState, event: NvsEvent): NvsState {
  switch (event.type) {
    case 'close':
      return EMPTY;
    case 'read':
      return { phase: 'reading' };
    case 'choose':
    case 'opened':
    case 'read-failed':
      return state.phase === 'reading' ? read(event) : state;
    default:
      return state.phase === 'open' ? reduceOpen(state, event) : state;
  }
}

function read(event: Extract<NvsEvent, { type: 'choose' | 'opened' | 'read-failed' }>): NvsState {
  switch (event.type) {
    case 'choose':
      return { phase: 'choosing', partitions: event.partitions };
    case 'opened':
      return opened(event.shown, { state: 'none' });
    case 'read-failed':
      return { phase: 'failed', error: event.error, written: 0 };
  }
}

function reduceOpen(
  state: OpenPartition,
  event: Exclude<
    NvsEvent,
    { type: 'close' | 'read' } | { type: 'choose' | 'opened' | 'read-failed' }
  >,
): NvsState {
  switch (event.type) {
    case 'edited': {
      const { edits, difference } = event;
      return { ...state, edits, difference, writing: { state: 'none' } };
    }
    case 'write':
      return { ...state, writing: { state: 'writing' } };
    case 'write-failed': {
      const { error, touched } = event;
      return { ...state, writing: { state: 'failed', error, touched } };
    }
    case 'written': {
      const { difference, again } = event;
      const keys = keysIn(difference);
      const others = othersIn(again.since.changes, difference.changes);
      const stays =
        state.shown.entries.length -
        difference.changes.filter(({ before }) => before !== null).length;
      return opened(again.shown, { state: 'written', keys, stays, others });
    }
    case 'written-unread':
      return { phase: 'failed', error: event.error, written: keysIn(event.difference) };
  }
}

function opened(shown: ShownPartition, writing: Writing): OpenPartition {
  return { phase: 'open', shown, edits: [], difference: null, writing };
}

/** How many keys differ; a key whose type changes is one. */
export function keysIn({ changes }: NvsShownDifference): number {
  return new Set(changes.map(({ namespace, key }) => JSON.stringify([namespace, key]))).size;
}

/** How many changes were found that nobody had asked for. */
function othersIn(found: readonly NvsShownChange[], asked: readonly NvsShownChange[]): number {
  const known = new Set(asked.map((change) => JSON.stringify(change)));
  return found.filter((change) => !known.has(JSON.stringify(change))).length;
}
