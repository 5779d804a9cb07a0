import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { z } from 'zod';

import { Settings } from '../../src/contract/channels.ts';
import type { Profile } from '../../src/contract/profile.ts';
import { buildWhenStale, DIST } from '../../src/hosts/build-when-stale.ts';
import { SETTINGS_FILE } from '../../src/hosts/compose-for-window.ts';
import { PROFILES_FOLDER } from '../../src/hosts/profile-store.ts';
import { TRUST_FILE } from '../../src/hosts/compose.ts';
import { readPages } from '../../src/hosts/pages.ts';
import { startWebHost } from '../../src/hosts/web/start-web-host.ts';
import {
  startVirtualCa,
  type VirtualCa,
  type VirtualCaOptions,
} from '../../src/virtual-bench/virtual-ca.ts';
import {
  startRfc2217Server,
  type Rfc2217Server,
} from '../../src/virtual-bench/virtual-esp32/line/rfc2217-server.ts';
import {
  createTiming,
  type TimingMode,
} from '../../src/virtual-bench/virtual-esp32/time/timing.ts';
import {
  VirtualEsp32,
  type VirtualEsp32Options,
} from '../../src/virtual-bench/virtual-esp32/virtual-esp32.ts';
import { BenchLine } from './bench-line.ts';

export const WIFI = { ssid: 'ProductionWiFi', password: 'SecurePass123' };
export const MAC = 'A0:B1:C2:D3:E4:F5';
/** What the specification's function makes of that MAC. */
export const UUID = '04e4822c-719e-45b0-b360-7e2819faca53';

/** A board on the bench, behind its serial server. */
export interface PluggedBoard extends AsyncDisposable {
  /** `rfc2217://127.0.0.1:40123`. */
  url: string;
  board: VirtualEsp32;
  line: BenchLine;
  server: Rfc2217Server;
}

/** The program in a browser, with one board and one CA whom it trusts. */
export interface UiBench extends AsyncDisposable {
  /** Lets one browser in. */
  link: string;
  dataDir: string;
  ca: VirtualCa;
  /** The one that is plugged in now. */
  device: PluggedBoard;
  /** Takes the board away and plugs another one in, behind the same address. */
  plugNext(options: BoardOptions): Promise<void>;
  /** Closes the program; board and CA stay. */
  closeProgram(): Promise<void>;
}

export type BoardOptions = Partial<Omit<VirtualEsp32Options, 'timing'>> & {
  timing?: TimingMode;
  /** Of its serial server; any that is free if left out. */
  port?: number;
  withoutReset?: boolean;
};

export interface UiBenchOptions {
  device?: BoardOptions;
  ca?: Partial<VirtualCaOptions>;
  /** What the last start has left behind. */
  settings?: (bench: { ca: VirtualCa; device: PluggedBoard }) => Partial<Settings>;
  /** A profile of this bench, chosen at the start. */
  profile?: z.input<typeof Profile>;
  /** From another bench, which has ended. */
  dataDir?: string;
}

export async function startUiBench(options: UiBenchOptions = {}): Promise<UiBench> {
  await using stack = new AsyncDisposableStack();
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'ui-')));
  if (options.dataDir === undefined) {
    stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  }
  const ca = stack.use(
    await startVirtualCa({
      host: '127.0.0.1',
      port: 0,
      tls: true,
      repeat: 'reissue',
      ...options.ca,
    }),
  );
  const bench = { ca, device: await plugIn(options.device) };
  stack.defer(() => bench.device[Symbol.asyncDispose]());
  await writeFile(join(dataDir, TRUST_FILE), ca.caPem);
  if (options.profile) {
    await mkdir(join(dataDir, PROFILES_FOLDER));
    const path = join(dataDir, PROFILES_FOLDER, `${options.profile.name}.json`);
    await writeFile(path, JSON.stringify(options.profile));
  }
  if (options.settings) {
    const profile = options.profile?.name;
    const settings = Settings.parse({ ...(profile && { profile }), ...options.settings(bench) });
    await writeFile(join(dataDir, SETTINGS_FILE), JSON.stringify(settings));
  }
  await buildWhenStale('renderer');
  const pages = await readPages(join(DIST, 'renderer'));
  const { promise: link, resolve: onLink } = Promise.withResolvers<string>();
  const host = stack.use(await startWebHost({ dataDir, pages, onLink, onWarning: warn }));
  const running = stack.move();
  return Object.assign(bench, {
    dataDir,
    link: await link,
    async plugNext(next: BoardOptions) {
      const { port } = bench.device.server;
      await bench.device[Symbol.asyncDispose]();
      bench.device = await plugIn({ ...options.device, ...next, port });
    },
    closeProgram: async () => await host[Symbol.asyncDispose](),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  });
}

/** What a person types on this bench to provision a board. */
export function filledIn({ ca, device }: { ca: VirtualCa; device: PluggedBoard }) {
  return { port: device.url, caUrl: ca.url, ssid: WIFI.ssid };
}

/** The settings file; empty as long as nothing was saved. */
export async function savedSettings({ dataDir }: UiBench): Promise<string> {
  const file = join(dataDir, SETTINGS_FILE);
  return existsSync(file) ? await readFile(file, 'utf8') : '';
}

async function plugIn({
  timing = 'instant',
  port = 0,
  withoutReset = false,
  ...options
}: BoardOptions = {}): Promise<PluggedBoard> {
  const board = new VirtualEsp32({
    chip: 'esp32s3',
    mac: MAC,
    wifi: WIFI,
    ...options,
    timing: createTiming(timing),
  });
  const line = new BenchLine(board, { withoutReset });
  const server = await startRfc2217Server(line, { host: '127.0.0.1', port });
  return {
    url: server.url,
    board,
    line,
    server,
    async [Symbol.asyncDispose]() {
      await server.close();
      board.close();
    },
  };
}

function warn(text: string): void {
  throw new Error(`the host warns: ${text}`);
}
