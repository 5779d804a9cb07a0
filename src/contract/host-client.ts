import type { z } from 'zod';

import type { Event, EventChannel, Output, Reply, RequestChannel, requests } from './channels.ts';

/** What is sent on a channel, before its schema has parsed it: secrets are still plain text here. */
export type Payload<C extends RequestChannel> = z.input<(typeof requests)[C]['input']>;

/** All that the renderer knows of the world outside it: Electron's IPC or a WebSocket. */
export interface HostClient {
  /** Never rejects: what goes wrong comes back as a reply with an error. */
  invoke<C extends RequestChannel>(channel: C, payload: Payload<C>): Promise<Reply<Output<C>>>;
  /** Returns the function that ends the subscription. */
  on<C extends EventChannel>(channel: C, listener: (event: Event<C>) => void): () => void;
}
