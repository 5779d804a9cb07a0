import type { Event, EventChannel } from '../contract/channels.ts';

/** Tells an event to whoever listens to the service. */
export type Publish = <C extends EventChannel>(channel: C, event: Event<C>) => void;
