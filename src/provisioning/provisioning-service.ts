import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';

import type { Input, Output } from '../contract/channels.ts';
import { isOtherChip } from '../contract/other-chip.ts';
import { ProvisioningError, toWireError } from '../contract/provisioning-error.ts';
import type { DeviceRecord } from '../contract/record.ts';
import { stepsOfRun, type ProvisionRequest, type RunFailed } from '../contract/run.ts';
import { verdictOfResult } from '../contract/verdict.ts';
import { changeWifiInPartition } from './change-wifi-in-partition.ts';
import { changeWifi } from './change-wifi.ts';
import { NvsDesk } from './nvs/nvs-desk.ts';
import { isNvs } from './partition-kind.ts';
import { provisionDevice } from './provision-device.ts';
import type { Publish } from './publish.ts';
import { Redactor } from './redactor.ts';
import { RunTracker } from './run-tracker.ts';
import { refuseWithoutWifi } from './steps/refuse-without-wifi.ts';
import { ToldRun } from './told-run.ts';
import type { ConnectedDevice, Inspection, Partition, Tools } from './tools.ts';

const PORT_QUERY_TIMEOUT_MS = 20_000; // a board that needs every reset strategy answers within 12 s

/** All that the app can do. Runs go on beside each other, one a port; each ends in exactly one complete or error event. */
export class ProvisioningService implements AsyncDisposable {
  /** Looking into NVS partitions, changing single values, restoring what a cut-off write has spoiled. */
  readonly nvs: NvsDesk;
  readonly #tools: Tools;
  readonly #publish: Publish;
  readonly #runs = new Map<string, { abort: AbortController; ended: Promise<void> }>();
  /** The run that began last. */
  #lastRun: ToldRun | undefined;

  constructor(tools: Tools, publish: Publish) {
    this.nvs = new NvsDesk(tools);
    this.#tools = tools;
    this.#publish = publish;
  }

  start(request: ProvisionRequest): Output<'prov:provision-device'> {
    const runId = randomUUID();
    const abort = new AbortController();
    const told = new ToldRun(runId, request, this.#publish);
    const ended = this.#run(request, told, abort.signal).finally(() => this.#runs.delete(runId));
    this.#lastRun = told;
    this.#runs.set(runId, { abort, ended });
    return { runId, steps: stepsOfRun(request) };
  }

  /** Ends a run at the next safe moment; its error event says so. A run that has ended already is left alone. */
  cancel(runId: string): null {
    this.#runs.get(runId)?.abort.abort(new ProvisioningError('cancelled'));
    return null;
  }

  currentRun(): Output<'prov:current-run'> {
    return this.#lastRun?.soFar() ?? null;
  }

  leaveRun(runId: string): null {
    if (this.#lastRun?.runId === runId && this.#lastRun.hasEnded) this.#lastRun = undefined;
    return null;
  }

  readMac({ port, before }: Input<'prov:read-mac'>): Promise<Output<'prov:read-mac'>> {
    return this.#withDevice({ port, before }, async (device, signal) => ({
      mac: await device.readMac(signal),
      chip: device.chip,
    }));
  }

  detectChip({ port, before }: Input<'prov:detect-chip'>): Promise<Output<'prov:detect-chip'>> {
    return this.#withDevice({ port, before }, async (device, signal) => {
      const mac = await device.readMac(signal);
      const uniqueId = (await device.readUniqueId(signal)) ?? null;
      const inspection = await device.inspect(signal);
      const { partitionTable, partitions } = await lookAtTable(device, inspection, signal);
      const record = await this.#tools.records.find(mac);
      return {
        chip: device.chip,
        description: device.description,
        mac,
        uniqueId,
        ...inspection,
        partitionTable,
        nvsPartitions: partitions
          .filter(isNvs)
          .map(({ label, offset, size }) => ({ label, offset, size })),
        record: record
          ? {
              id: record.id,
              uuid: record.uuid,
              updatedAt: record.updatedAt,
              isOfOtherChip:
                record.state !== 'retired' && isOtherChip(record, { chip: device.chip, uniqueId }),
            }
          : null,
      };
    });
  }

  /** Boots the firmware and asks it what it sees. */
  scanWifi({ port, before, profile }: Input<'prov:scan-wifi'>): Promise<Output<'prov:scan-wifi'>> {
    const { readyTimeoutMs, joinTimeoutMs } = profile.wifi;
    const timeoutMs = PORT_QUERY_TIMEOUT_MS + readyTimeoutMs + joinTimeoutMs;
    return this.#withDevice({ port, before, timeoutMs }, async (device, signal) => {
      refuseWithoutWifi(device.chip);
      await device.boot({ ...profile.serial, watchMs: 0 }, signal);
      return await device.scanWifi(profile.wifi, signal);
    });
  }

  testCa({ url, trust }: Input<'prov:test-ca'>): Promise<Output<'prov:test-ca'>> {
    return this.#tools.ca.probe({ url, trust, timeoutMs: 10_000 }, AbortSignal.timeout(15_000));
  }

  listPorts(): Promise<Output<'prov:list-ports'>> {
    return this.#tools.devices.listPorts();
  }

  examinePorts(query: Input<'prov:examine-ports'>): Promise<Output<'prov:examine-ports'>> {
    return this.#tools.devices.examine(query, AbortSignal.timeout(PORT_QUERY_TIMEOUT_MS));
  }

  listRecords(): Promise<DeviceRecord[]> {
    return this.#tools.records.list();
  }

  async showRecord(id: string): Promise<DeviceRecord> {
    const record = await this.#tools.records.find(id);
    if (!record) throw new ProvisioningError('record-not-found', id);
    return record;
  }

  async revealPsk(id: string): Promise<Output<'prov:reveal-psk'>> {
    const record = await this.showRecord(id);
    return { psk: (await this.#tools.records.revealPsk(record.id)).reveal() };
  }

  /** Cancels what runs and waits until every port is free. */
  async [Symbol.asyncDispose](): Promise<void> {
    const running = [...this.#runs.entries()];
    for (const [runId] of running) this.cancel(runId);
    await Promise.all(running.map(([, { ended }]) => ended));
  }

  async #run(request: ProvisionRequest, told: ToldRun, signal: AbortSignal): Promise<void> {
    // A turn of the event loop: whoever asked for the run learns its id before its first event.
    await setImmediate();
    const { runId } = told;
    const { overrides, nvsKey, wifi, ca } = request;
    const redactor = new Redactor();
    for (const secret of [overrides.psk, nvsKey, wifi?.password, ca?.token]) redactor.hide(secret);
    const onLog = (text: string) => told.log('device', redactor.redact(text));
    const run = new RunTracker({ runId, signal, publish: (progress) => told.progress(progress) });
    const onNote = (note: string) => {
      const text = redactor.redact(note);
      run.note(text);
      told.log('host', text);
    };
    try {
      const context = { request, tools: this.#tools, run, redactor, onLog, onNote };
      const result = await wayOf(request)(context);
      if (run.record) {
        const outcome = verdictOfResult(result) === 'passed' ? 'passed' : 'unconfirmed';
        await this.#tools.records.end(runId, { outcome, ...whereItStood(run) });
      }
      told.complete(result);
    } catch (thrown) {
      told.error(await this.#failure(run, thrown, redactor));
    }
  }

  async #failure(run: RunTracker, thrown: unknown, redactor: Redactor): Promise<RunFailed> {
    const error = toWireError(thrown);
    const { runId, record, deviceState } = run;
    if (record) {
      const outcome = error.code === 'cancelled' ? 'cancelled' : 'failed';
      // The reason for which the run failed is what counts; a disk that fails now as well must not hide it.
      await this.#tools.records
        .end(runId, { outcome, ...whereItStood(run), errorCode: error.code })
        .catch(() => undefined);
    }
    return {
      runId,
      step: run.currentStep ?? null,
      error: { ...error, detail: redactor.redact(error.detail) },
      deviceState,
      recordId: record?.recordId ?? null,
      registered: run.timings.register !== undefined,
    };
  }

  async #withDevice<T>(
    {
      port,
      before,
      timeoutMs = PORT_QUERY_TIMEOUT_MS,
    }: Input<'prov:read-mac'> & { timeoutMs?: number },
    work: (device: ConnectedDevice, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const signal = AbortSignal.timeout(timeoutMs);
    const silent = { onLog: () => undefined, onNote: () => undefined };
    const rate = { baud: 115_200, baudIsUsual: false };
    const options = { port, before, chip: 'auto', ...rate, ...silent } as const;
    await using device = await this.#tools.devices.connect(options, signal);
    return await work(device, signal);
  }
}

function wayOf({ includeCredentials, wifiOnlyBy, profile }: ProvisionRequest) {
  if (includeCredentials) return provisionDevice;
  const by = wifiOnlyBy ?? profile.wifi.onlyBy;
  return by === 'dialogue' ? changeWifi : changeWifiInPartition;
}

async function lookAtTable(
  device: ConnectedDevice,
  { flashEncryption }: Inspection,
  signal: AbortSignal,
): Promise<{
  partitionTable: Output<'prov:detect-chip'>['partitionTable'];
  partitions: Partition[];
}> {
  if (flashEncryption) return { partitionTable: 'unreadable', partitions: [] };
  try {
    return { partitionTable: 'valid', partitions: await device.readPartitionTable(signal) };
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    if (error.code === 'partition-table-missing')
      return { partitionTable: 'missing', partitions: [] };
    if (error.code === 'partition-table-invalid')
      return { partitionTable: 'invalid', partitions: [] };
    throw error;
  }
}

function whereItStood(run: RunTracker) {
  const { currentStep, deviceState, timings } = run;
  return { step: currentStep ?? ('connect' as const), deviceState, timings };
}
