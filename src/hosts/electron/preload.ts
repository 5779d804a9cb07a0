import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';

import type { EventChannel, Output, Reply, RequestChannel } from '../../contract/channels.ts';
import type { HostClient } from '../../contract/host-client.ts';

// A sandboxed preload is one file that can load nothing, and it runs before every page: the names stand here once more,
// without the schemas behind them. A name that is missing or not in the contract does not compile.

const REQUESTS: Readonly<Record<RequestChannel, true>> = {
  'prov:provision-device': true,
  'prov:cancel': true,
  'prov:current-run': true,
  'prov:leave-run': true,
  'prov:read-mac': true,
  'prov:detect-chip': true,
  'prov:scan-wifi': true,
  'prov:test-ca': true,
  'prov:list-ports': true,
  'prov:examine-ports': true,
  'prov:list-records': true,
  'prov:show-record': true,
  'prov:reveal-psk': true,
  'prov:nvs-show': true,
  'prov:nvs-show-again': true,
  'prov:nvs-open-image': true,
  'prov:nvs-reveal': true,
  'prov:nvs-diff': true,
  'prov:nvs-compare': true,
  'prov:nvs-set': true,
  'prov:nvs-list-restores': true,
  'prov:nvs-restore': true,
  'prov:nvs-drop-restore': true,
  'prov:save-credentials': true,
  'prov:export-records': true,
  'prov:choose-ca-certificate': true,
  'prov:get-settings': true,
  'prov:set-settings': true,
  'prov:list-profiles': true,
  'prov:choose-firmware': true,
  'prov:save-profile': true,
  'prov:delete-profile': true,
  'prov:import-profile': true,
  'prov:export-profile': true,
};

const EVENTS: Readonly<Record<EventChannel, true>> = {
  'prov:progress': true,
  'prov:log': true,
  'prov:complete': true,
  'prov:error': true,
  'prov:ports': true,
};

/** All that the page gets: the contract's channels, and no event object that would lead further. */
const host: HostClient = {
  async invoke(channel, payload) {
    if (!Object.hasOwn(REQUESTS, channel)) throw new Error(`There is no request "${channel}".`);
    // What main answers is the reply of this channel: it comes from `dispatch`.
    return (await ipcRenderer.invoke(channel, payload)) as Reply<Output<typeof channel>>;
  },
  on(channel, listener) {
    if (!Object.hasOwn(EVENTS, channel)) throw new Error(`There is no event "${channel}".`);
    const receive = (_event: IpcRendererEvent, event: Parameters<typeof listener>[0]) =>
      listener(event);
    ipcRenderer.on(channel, receive);
    return () => void ipcRenderer.off(channel, receive);
  },
};

contextBridge.exposeInMainWorld('host', host);
