import type { HostClient } from '../contract/host-client.ts';
import type { Host } from './host-connection.ts';
import { connectWebSocketHost } from './web-socket-host.ts';

declare global {
  interface Window {
    /** Put there by the preload of the desktop app. */
    readonly host?: HostClient;
  }
}

/** The desktop app where its preload has put itself, else the server that this page came from. */
export function connectHost(): Host {
  const { host } = window;
  if (!host) return connectWebSocketHost(new URL('/host', window.location.href));
  return {
    invoke: (channel, payload) => host.invoke(channel, payload),
    on: (channel, listener) => host.on(channel, listener),
    onLost: () => undefined, // it lives and dies with its window
    inBrowser: false,
  };
}
