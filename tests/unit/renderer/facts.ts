import type { CurrentRun } from '../../../src/contract/current-run.ts';
import { wireError, type ErrorCode } from '../../../src/contract/errors.ts';
import type { DeviceRecord } from '../../../src/contract/record.ts';
import type { Progress, Provisioned, RunFailed, StepId } from '../../../src/contract/run.ts';
import { plannedSteps, runPlan, type RunPlan } from '../../../src/renderer/progress/run-plan.ts';
import { RUN } from './program.ts';

/** The facts that tests are not about, each to be overridden. */

export const WHOLE_RUN: RunPlan = runPlan(
  plannedSteps({ includeCredentials: true, configureWifi: true }),
  {},
);

export function progress(step: StepId, change: Partial<Progress> = {}): Progress {
  return { runId: RUN, step, status: 'running', fraction: 0, elapsedMs: 0, ...change };
}

export function passed(change: Partial<Provisioned> = {}): Provisioned {
  return {
    runId: RUN,
    recordId: 'record-1',
    mac: 'A0B1C2D3E4F5',
    chip: 'esp32s3',
    flashSize: 16 << 20,
    uuid: '04e4822c-719e-45b0-b360-7e2819faca53',
    pskFingerprint: '8f3a610cd2e4b714',
    certificate: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
    certificateOnDevice: true,
    nvs: { offset: 0xa20000, size: 0x10000, partition: 'prov_nvs', overridden: false },
    firmware: null,
    wifi: { ssid: 'Line', status: 'connected', ip: '192.168.1.150', dialect: 'spec-at' },
    proofs: {
      record: { status: 'passed', detail: 'proof-record' },
      certificate: { status: 'passed', detail: 'proof-certificate' },
      image: { status: 'passed', detail: 'proof-image' },
      readBack: { status: 'passed', detail: 'proof-read-back' },
      boot: { status: 'passed', detail: 'proof-boot' },
      wifi: { status: 'passed', detail: 'proof-wifi' },
    },
    timings: { totalMs: 10_500, steps: { connect: 820, 'flash-nvs': 1_920 } },
    warnings: [],
    ...change,
  };
}

export function failed(code: ErrorCode, change: Partial<RunFailed> = {}): RunFailed {
  return {
    runId: RUN,
    step: 'connect',
    error: wireError(code, ''),
    deviceState: 'untouched',
    recordId: null,
    registered: false,
    ...change,
  };
}

/** A run that goes on and has told nothing. */
export function currentRun(change: Partial<CurrentRun> = {}): CurrentRun {
  return {
    runId: RUN,
    asked: {
      includeCredentials: true,
      configureWifi: true,
      firmware: null,
      wifiOnlyBy: 'dialogue',
    },
    elapsedMs: 0,
    steps: [],
    log: [],
    end: null,
    ...change,
  };
}

export function record(change: Partial<DeviceRecord> = {}): DeviceRecord {
  return {
    id: 'record-1',
    mac: 'A0B1C2D3E4F5',
    uniqueId: null,
    chip: 'esp32s3',
    uuid: '04e4822c-719e-45b0-b360-7e2819faca53',
    pskFingerprint: '8f3a610cd2e4b714',
    state: 'done',
    profile: 'spec',
    caUrl: 'https://ca.example',
    certificate: null,
    caCertificate: null,
    nvs: { offset: 0xa20000, size: 0x10000, partition: 'prov_nvs', overridden: false },
    firmware: null,
    wifi: { ssid: 'Line', ip: null },
    createdAt: '2026-11-23T10:42:07.000Z',
    updatedAt: '2026-11-23T10:42:17.500Z',
    runs: [run()],
    ...change,
  };
}

export function run(
  change: Partial<DeviceRecord['runs'][number]> = {},
): DeviceRecord['runs'][number] {
  return {
    id: 'run-1',
    kind: 'credentials',
    ssid: 'Line',
    startedAt: '2026-11-23T10:42:07.000Z',
    endedAt: '2026-11-23T10:42:17.500Z',
    outcome: 'passed',
    step: 'finish',
    deviceState: 'running-confirmed',
    errorCode: null,
    ...change,
  };
}
