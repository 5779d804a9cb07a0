import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import { Settings, type Event, type EventChannel } from '../../src/contract/channels.ts';
import type { HostClient, Payload } from '../../src/contract/host-client.ts';
import { SETTINGS_FILE } from '../../src/hosts/compose-for-window.ts';
import { TRUST_FILE } from '../../src/hosts/compose.ts';
import { startVirtualCa, type VirtualCa } from '../../src/virtual-bench/virtual-ca.ts';
import {
  startVirtualEsp32,
  type RunningVirtualEsp32,
  type StartVirtualEsp32Options,
} from '../../src/virtual-bench/virtual-esp32/start-virtual-esp32.ts';

export const WIFI = { ssid: 'Bench', password: 'planted Wi-Fi password' };

export interface DesktopBench {
  board: RunningVirtualEsp32;
  ca: VirtualCa;
  request: Payload<'prov:provision-device'>;
}

/** A board and a CA to provision it with, for whatever stands in for the desktop. */
export async function startDesktopBench(
  device: StartVirtualEsp32Options = {},
): Promise<DesktopBench> {
  const board = await startVirtualEsp32({ wifi: WIFI, ...device });
  onTestFinished(() => board.close());
  const ca = await startVirtualCa({ host: '127.0.0.1', port: 0, tls: true, repeat: 'same' });
  onTestFinished(() => ca.close());
  const request = { port: board.url, ca: { url: ca.url, trust: ca.caPem }, wifi: WIFI };
  return { board, ca, request };
}

/** A data folder in which the form is filled in, for a board on an open network: one click provisions. */
export async function filledDataFolder(): Promise<string> {
  const dataDir = await temporaryFolder();
  const { board, ca } = await startDesktopBench({ wifi: { ssid: 'Bench', password: null } });
  const form = { port: board.url, caUrl: ca.url, ssid: 'Bench', openNetwork: true };
  await writeFile(join(dataDir, SETTINGS_FILE), JSON.stringify(Settings.parse(form)));
  await writeFile(join(dataDir, TRUST_FILE), ca.caPem);
  return dataDir;
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'desktop-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The next event of a channel that satisfies. */
export function next<C extends EventChannel>(
  host: HostClient,
  channel: C,
  satisfies: (event: Event<C>) => boolean = () => true,
): Promise<Event<C>> {
  return new Promise((resolve) => {
    const end = host.on(channel, (event) => {
      if (!satisfies(event)) return;
      end();
      resolve(event);
    });
  });
}
