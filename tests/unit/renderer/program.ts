import type {
  Event,
  EventChannel,
  Output,
  Reply,
  RequestChannel,
} from '../../../src/contract/channels.ts';
import { Settings } from '../../../src/contract/channels.ts';
import { wireError } from '../../../src/contract/errors.ts';
import type { Payload } from '../../../src/contract/host-client.ts';
import { stepsOfRun } from '../../../src/contract/run.ts';
import type { Host, Lost } from '../../../src/renderer/host-connection.ts';

type Replies = { [C in RequestChannel]?: (payload: Payload<C>) => Promise<Reply<Output<C>>> };

/** A program behind the page: what it was asked, and the events that it sends. */
export class Program implements Host {
  readonly asked: { channel: RequestChannel; payload: unknown }[] = [];
  readonly inBrowser = false;
  readonly #replies: Replies;
  readonly #listeners = new Map<EventChannel, ((event: never) => void)[]>();
  readonly #onLost: ((why: Lost) => void)[] = [];

  constructor(replies: Replies = {}) {
    this.#replies = { ...WORKING, ...replies };
  }

  invoke<C extends RequestChannel>(channel: C, payload: Payload<C>): Promise<Reply<Output<C>>> {
    this.asked.push({ channel, payload });
    const reply = this.#replies[channel];
    return reply
      ? reply(payload)
      : Promise.resolve({ ok: false, error: wireError('internal', channel) });
  }

  on<C extends EventChannel>(channel: C, listener: (event: Event<C>) => void): () => void {
    this.#listeners.set(channel, [...(this.#listeners.get(channel) ?? []), listener]);
    return () => undefined;
  }

  onLost(listener: (why: Lost) => void): void {
    this.#onLost.push(listener);
  }

  emit<C extends EventChannel>(channel: C, event: Event<C>): void {
    for (const listener of this.#listeners.get(channel) ?? []) listener(event as never);
  }

  close(): void {
    for (const listener of this.#onLost) listener('closed');
  }

  /** The payloads of one channel, in their order. */
  payloads(channel: RequestChannel): unknown[] {
    return this.asked.filter((asked) => asked.channel === channel).map(({ payload }) => payload);
  }
}

export const RUN = 'run-1';

export const ok = <T>(value: T): Promise<Reply<T>> => Promise.resolve({ ok: true, value });

const WORKING: Replies = {
  'prov:get-settings': () => ok(Settings.parse({})),
  'prov:set-settings': () => ok(null),
  'prov:list-ports': () => ok([]),
  'prov:examine-ports': () => ok({ findings: [] }),
  'prov:list-profiles': () => ok([]),
  'prov:list-records': () => ok([]),
  'prov:provision-device': () => ok({ runId: RUN, steps: stepsOfRun({}) }),
  'prov:cancel': () => ok(null),
  'prov:current-run': () => ok(null),
  'prov:leave-run': () => ok(null),
};
