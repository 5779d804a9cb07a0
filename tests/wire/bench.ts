import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Event, EventChannel, Input } from '../../src/contract/channels.ts';
import type { Progress, Provisioned, RunFailed, StepId } from '../../src/contract/run.ts';
import type { SerialPortInfo } from '../../src/device/serial-port-info.ts';
import { composeProvisioner, type Provisioner } from '../../src/hosts/compose.ts';
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

export const WIFI = { ssid: 'Line "5" ☃', password: 'Secure\\Pass,123' };

/** One of each, on loopback, in a folder of their own: the real service and tools, and the virtual bench. */
export interface Bench extends AsyncDisposable {
  device: RunningVirtualEsp32;
  ca: VirtualCa;
  dataDir: string;
  /** Runs to its end. `on` sees each event as it is published, before the run goes on. */
  provision(request?: Partial<Request>, on?: Listener): Promise<RunEnd>;
  request(changes?: Partial<Request>): Request;
  provisioner: Provisioner;
}

type Request = Record<keyof Input<'prov:provision-device'>, unknown>;
export type Listener = (channel: EventChannel, event: Event<EventChannel>) => void;

export interface RunEnd {
  progress: Progress[];
  log: string[];
  /** Exactly one of these two. */
  result?: Provisioned;
  failure?: RunFailed;
}

export async function startBench(
  options: {
    device?: StartVirtualEsp32Options;
    ca?: Partial<VirtualCaOptions>;
    dataDir?: string;
    listMorePorts?: () => Promise<SerialPortInfo[]>;
  } = {},
): Promise<Bench> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'provisioner-')));
  const device = await startVirtualEsp32({ wifi: WIFI, ...options.device });
  const ca = await startVirtualCa({
    host: '127.0.0.1',
    port: 0,
    tls: true,
    repeat: 'same',
    ...options.ca,
  });
  const runs = new Map<string, Listener>();
  const { listMorePorts } = options;
  const morePorts = listMorePorts ? { listMorePorts } : {};
  const provisioner = await composeProvisioner({ dataDir, ...morePorts }, (channel, event) => {
    if ('runId' in event) runs.get(event.runId)?.(channel, event);
  });

  const request = (changes: Partial<Request> = {}) =>
    ({
      port: device.url,
      ca: { url: ca.url, trust: ca.caPem },
      wifi: WIFI,
      ...changes,
    }) as Request;

  return {
    device,
    ca,
    dataDir,
    provisioner,
    request,
    async provision(changes = {}, on = () => undefined) {
      const { promise, resolve } = Promise.withResolvers<RunEnd>();
      const end: RunEnd = { progress: [], log: [] };
      const reply = await provisioner.dispatch('prov:provision-device', request(changes));
      if (!reply.ok) throw Object.assign(new Error(reply.error.detail), reply.error);
      const { runId } = reply.value;
      runs.set(runId, (channel, event) => {
        collect(end, channel, event);
        on(channel, event);
        if (channel === 'prov:complete' || channel === 'prov:error') resolve(end);
      });
      return promise.finally(() => runs.delete(runId));
    },
    async [Symbol.asyncDispose]() {
      await provisioner[Symbol.asyncDispose]();
      const { written } = device.board.efuses;
      if (written.length > 0) throw new Error(`an eFuse was burnt: ${written.map(String).join()}`);
      await device.close();
      await ca.close();
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function collect(end: RunEnd, channel: EventChannel, event: Event<EventChannel>): void {
  if (channel === 'prov:progress') end.progress.push(event as Progress);
  if (channel === 'prov:log') end.log.push((event as Event<'prov:log'>).text);
  if (channel === 'prov:complete') end.result = event as Provisioned;
  if (channel === 'prov:error') end.failure = event as RunFailed;
}

/** The steps that came to their end, in order. */
export function stepsOf({ progress }: RunEnd): [StepId, Progress['status']][] {
  return progress
    .filter(({ status }) => status !== 'running')
    .map(({ step, status }) => [step, status]);
}
