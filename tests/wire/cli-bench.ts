import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import {
  startVirtualCa,
  type VirtualCa,
  type VirtualCaOptions,
} from '../../src/virtual-bench/virtual-ca.ts';
import {
  startVirtualEsp32,
  type RunningVirtualEsp32,
  type StartVirtualEsp32Options,
} from '../../src/virtual-bench/virtual-esp32/start-virtual-esp32.ts';
import { temporaryFolder } from './command-line.ts';

export const MAC = 'A0B1C2D3E4F5';
export const UUID = '04e4822c-719e-45b0-b360-7e2819faca53';
export const NETWORK = { ssid: 'Line 5 ☃', password: 'planted Wi-Fi password' };

/** A board and a CA for the command line, each file that it needs, and the flags of a run that passes. */
export interface CliBench {
  device: RunningVirtualEsp32;
  ca: VirtualCa;
  folder: string;
  dataDir: string;
  /** Writes a file; returns its path. */
  file: (name: string, content: string | Uint8Array) => string;
  /** `provision` with everything that a run needs. */
  provision: (...extra: string[]) => string[];
}

export async function startCliBench(
  options: { device?: StartVirtualEsp32Options; ca?: Partial<VirtualCaOptions> } = {},
): Promise<CliBench> {
  const folder = temporaryFolder();
  const dataDir = join(folder, 'data');
  const device = await startVirtualEsp32({ wifi: NETWORK, mac: MAC, ...options.device });
  onTestFinished(() => device.close());
  const ca = await startVirtualCa({
    host: '127.0.0.1',
    port: 0,
    tls: true,
    repeat: 'same',
    ...options.ca,
  });
  onTestFinished(() => ca.close());
  const file = (name: string, content: string | Uint8Array) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const flags = [
    ...['--port', device.url, '--data-dir', dataDir],
    ...['--ca', ca.url, '--ca-cert', file('ca.pem', ca.caPem)],
    ...['--ssid', NETWORK.ssid, '--wifi-password-file', file('wifi', `${NETWORK.password}\n`)],
  ];
  const provision = (...extra: string[]) => ['provision', ...flags, ...extra];
  return { device, ca, folder, dataDir, file, provision };
}
