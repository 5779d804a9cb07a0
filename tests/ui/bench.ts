import type { DetectedDevice, ListedPort, Settings } from '../../src/contract/channels.ts';
import { wireError, type ErrorCode } from '../../src/contract/errors.ts';
import { Profile } from '../../src/contract/profile.ts';
import type { DeviceRecord } from '../../src/contract/record.ts';
import {
  type Progress,
  type Provisioned,
  type RunFailed,
  type StepId,
  stepsOfRun,
} from '../../src/contract/run.ts';
import type { Answers } from './fake-host.ts';
import { FINDINGS } from './findings.ts';

/** What the scripted program knows: one board, one CA, some records. */

export const RUN = 'a6a1c9c4-3a7c-4b39-9a34-8f0f6f3b2d10';
export const PSK = '3f7a9c2e5b8d4f1a6c9e2b7d5f8a3c6e9b1d4f7a2c5e8b1d4f7a3c6e9b2d5f8a';

export const PORTS: ListedPort[] = [
  { path: '/dev/ttyUSB0', manufacturer: 'Silicon Labs', bridge: 'CP210x' },
  { path: '/dev/ttyUSB1', manufacturer: 'QinHeng Electronics', bridge: 'CH340' },
];

export const SETTINGS: Settings = {
  port: '/dev/ttyUSB0',
  profile: 'spec',
  chip: 'auto',
  baud: null,
  nvsOffset: '',
  nvsSize: '',
  partition: '',
  caUrl: 'https://ca-server:8443',
  caCertificate: null,
  ssid: 'ProductionWiFi',
  openNetwork: false,
  includeCredentials: true,
  configureWifi: true,
  wifiOnlyBy: null,
  sounds: false,
  volume: 0.5,
};

export const DEVICE: DetectedDevice = {
  chip: 'esp32s3',
  description: 'ESP32-S3 (QFN56) (revision v0.2)',
  mac: 'A0B1C2D3E4F5',
  uniqueId: '6D3A20AF390E079EDE8EE0AE4591400C',
  flashSize: 16 << 20,
  flashEncryption: false,
  secureDownload: false,
  secureBoot: false,
  partitionTable: 'valid',
  nvsPartitions: [
    { label: 'nvs', offset: 0x9000, size: 0x6000 },
    { label: 'deviceprov', offset: 0xa20000, size: 0x10000 },
  ],
  record: {
    id: 'r1',
    uuid: '04e4822c-719e-45b0-b360-7e2819faca53',
    updatedAt: '2026-11-21T09:12:44.000Z',
    isOfOtherChip: false,
  },
};

const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBlzCCAT2gAwIBAgIUQm9kZW5zZWUgdGVzdCBjZXJ0aWZpY2F0ZTAKBggqhkjO
PQQDAjAVMRMwEQYDVQQDDApCZW5jaCBDQSAxMB4XDTI2MTEyMzAwMDAwMFoXDTI3
-----END CERTIFICATE-----
`;

/** Milliseconds of each step of a usual run. */
const TIMES: Record<StepId, number> = {
  connect: 820,
  'read-mac': 60,
  inspect: 310,
  'flash-firmware': 9_000,
  'make-identity': 10,
  'save-record': 20,
  register: 240,
  'build-nvs': 10,
  'flash-nvs': 1_920,
  'verify-nvs': 1_380,
  boot: 1_640,
  'configure-wifi': 4_100,
  finish: 20,
};

const NOTES: Partial<Record<StepId, string>> = {
  connect: 'ESP32-S3 (QFN56) (revision v0.2)',
  'read-mac': 'A0:B1:C2:D3:E4:F5',
  inspect: '16 MB flash, 6 partitions',
  'make-identity': '04e4822c-719e-45b0-b360-7e2819faca53',
  register: 'certificate until 2027-11-23',
  'build-nvs': '65536 bytes, 5 keys',
  'flash-nvs': 'at 0xa20000',
  'verify-nvs': '65536 of 65536 bytes equal',
  boot: 'rst:0x1 (POWERON),boot:0x8 (SPI_FAST_FLASH_BOOT)',
  'configure-wifi': 'ProductionWiFi, 192.168.1.150',
};

/** The progress of a run up to a step, which is left at `fraction`. */
export function progressUntil(
  last: StepId,
  fraction: number,
  skipped: readonly StepId[] = [],
): Progress[] {
  const run = stepsOfRun({});
  const steps = run.slice(0, run.indexOf(last));
  const done = steps.map((step): Progress => {
    if (skipped.includes(step)) {
      return {
        runId: RUN,
        step,
        status: 'skipped',
        fraction: 1,
        elapsedMs: 0,
        note: 'switched off',
      };
    }
    const note = NOTES[step];
    return {
      runId: RUN,
      step,
      status: 'done',
      fraction: 1,
      elapsedMs: TIMES[step],
      ...(note !== undefined && { note }),
    };
  });
  const elapsedMs = Math.round(TIMES[last] * fraction);
  return [...done, { runId: RUN, step: last, status: 'running', fraction, elapsedMs }];
}

export const PASSED: Provisioned = {
  runId: RUN,
  recordId: 'd0d6f1c2-52d4-4f3e-8c1a-0a1b2c3d4e5f',
  mac: 'A0B1C2D3E4F5',
  chip: 'esp32s3',
  flashSize: 16 << 20,
  uuid: '04e4822c-719e-45b0-b360-7e2819faca53',
  pskFingerprint: '8f3a610cd2e4b714',
  certificate: CERTIFICATE,
  certificateOnDevice: true,
  nvs: { offset: 0xa20000, size: 0x10000, partition: 'prov_nvs', overridden: false },
  firmware: null,
  wifi: { ssid: 'ProductionWiFi', status: 'connected', ip: '192.168.1.150', dialect: 'spec-at' },
  proofs: {
    record: { status: 'passed', detail: 'on disk before anybody else heard of the device' },
    certificate: {
      status: 'passed',
      detail: 'for this UUID, until 2027-11-23, signed by its CA; no private key on the device',
    },
    image: { status: 'passed', detail: '5 keys parsed back from the image' },
    readBack: { status: 'passed', detail: '65536 of 65536 bytes equal at 0xa20000' },
    boot: { status: 'passed', detail: 'rst:0x1 (POWERON),boot:0x8 (SPI_FAST_FLASH_BOOT)' },
    wifi: { status: 'passed', detail: '192.168.1.150' },
  },
  timings: { totalMs: 10_530, steps: TIMES },
  warnings: [],
};

const { 'configure-wifi': _skipped, ...TIMES_WITHOUT_WIFI } = TIMES;

/** A run without Wi-Fi, over plain http. */
export const PASSED_WITHOUT_WIFI: Provisioned = {
  ...PASSED,
  wifi: { ssid: null, status: 'skipped', ip: null, dialect: null },
  proofs: { ...PASSED.proofs, wifi: { status: 'skipped', detail: 'Wi-Fi switched off' } },
  timings: { totalMs: 6_410, steps: TIMES_WITHOUT_WIFI },
  warnings: ['The PSK was sent to http://ca-server:8080 without encryption.'],
};

/** The steps that a run for Wi-Fi only leaves out. */
export const LEFT_OUT: readonly StepId[] = [
  'inspect',
  'make-identity',
  'save-record',
  'register',
  'build-nvs',
  'flash-nvs',
  'verify-nvs',
];

const kept = { status: 'skipped', detail: 'credentials are left as they are' } as const;

/** Another network for a board that is not on record here. */
export const PASSED_WIFI_ONLY: Provisioned = {
  ...PASSED,
  recordId: null,
  flashSize: null,
  uuid: null,
  pskFingerprint: null,
  certificate: null,
  certificateOnDevice: false,
  nvs: null,
  proofs: { ...PASSED.proofs, record: kept, certificate: kept, image: kept, readBack: kept },
  timings: {
    totalMs: 6_620,
    steps: { connect: 820, 'read-mac': 60, boot: 1_640, 'configure-wifi': 4_100 },
  },
};

export function failure(
  code: ErrorCode,
  detail: string,
  state: Partial<Omit<RunFailed, 'error' | 'runId'>>,
): RunFailed {
  return {
    runId: RUN,
    step: 'connect',
    error: wireError(code, detail),
    deviceState: 'untouched',
    recordId: null,
    registered: false,
    ...state,
  };
}

/** Records of the last days, newest last. */
export function recordsUntil(now: number, count: number): DeviceRecord[] {
  return Array.from({ length: count }, (_, index) => recordOf(now, count - index));
}

function recordOf(now: number, age: number): DeviceRecord {
  const started = new Date(now - age * 97_000);
  const outcome = age % 7 === 2 ? 'failed' : age % 11 === 5 ? 'cancelled' : 'passed';
  const took = outcome === 'passed' ? 10_500 + (age % 5) * 60 : 2_100;
  const ended = new Date(started.getTime() + took).toISOString();
  const uuid = `${((age * 2_654_435_761) >>> 0).toString(16).padStart(8, '0')}-719e-45b0-b360-7e2819faca53`;
  return {
    id: `d0d6f1c2-52d4-4f3e-8c1a-${String(age).padStart(12, '0')}`,
    mac: `A0B1C2D3${(0xe000 + age).toString(16).toUpperCase()}`,
    chip: 'esp32s3',
    uuid,
    uniqueId: null,
    pskFingerprint: '8f3a610cd2e4b714',
    state: outcome === 'passed' ? 'done' : 'minted',
    profile: 'spec',
    caUrl: 'https://ca-server:8443',
    certificate: outcome === 'passed' ? CERTIFICATE : null,
    caCertificate: null,
    nvs: { offset: 0xa20000, size: 0x10000, partition: 'prov_nvs', overridden: false },
    firmware: null,
    wifi: { ssid: 'ProductionWiFi', ip: outcome === 'passed' ? '192.168.1.150' : null },
    createdAt: started.toISOString(),
    updatedAt: ended,
    runs: [
      {
        id: `run-${age}`,
        kind: 'credentials',
        ssid: 'ProductionWiFi',
        startedAt: started.toISOString(),
        endedAt: ended,
        outcome,
        step: outcome === 'passed' ? 'finish' : 'register',
        deviceState: outcome === 'passed' ? 'running-confirmed' : 'untouched',
        errorCode: outcome === 'failed' ? 'ca-unreachable' : null,
      },
    ],
  };
}

const ok = <T>(value: T) => ({ ok: true, value }) as const;

const noPartition = { ok: false, error: wireError('nvs-unreadable', '') } as const;

/** A program in which everything works; a scenario overrides what it is about. */
export function answers(overrides: Partial<Answers> = {}): Answers {
  return {
    'prov:get-settings': () => ok(SETTINGS),
    'prov:set-settings': () => ok(null),
    'prov:choose-firmware': () => ok({ status: 'cancelled' }),
    'prov:save-profile': ({ profile }) => ok(profile),
    'prov:delete-profile': () => ok(null),
    'prov:import-profile': () => ok({ status: 'cancelled' }),
    'prov:export-profile': () => ok({ status: 'cancelled' }),
    'prov:list-profiles': () =>
      ok([Profile.parse({ name: 'spec' }), Profile.parse({ name: 'zc' })]),
    'prov:list-ports': () => ok(PORTS),
    'prov:examine-ports': () => ok({ findings: FINDINGS }),
    'prov:list-records': () => ok(recordsUntil(Date.now(), 147)),
    'prov:show-record': () => ({ ok: false, error: wireError('record-not-found', '') }),
    'prov:detect-chip': () => ok(DEVICE),
    'prov:read-mac': () => ok({ mac: DEVICE.mac, chip: DEVICE.chip }),
    'prov:scan-wifi': () => ok({ dialect: 'improv', networks: [] }),
    'prov:test-ca': ({ url }) =>
      ok({
        url,
        status: 404,
        tls: {
          protocol: 'TLSv1.3',
          subject: 'CN=ca-server',
          issuer: 'O=Bench, CN=Bench CA',
          validTo: '2027-11-23T00:00:00.000Z',
        },
        elapsedMs: 42.3,
      }),
    'prov:provision-device': () => ok({ runId: RUN, steps: stepsOfRun({}) }),
    'prov:cancel': () => ok(null),
    'prov:current-run': () => ok(null),
    'prov:leave-run': () => ok(null),
    'prov:reveal-psk': () => ok({ psk: PSK }),
    'prov:nvs-show': () => noPartition,
    'prov:nvs-show-again': () => noPartition,
    'prov:nvs-open-image': () => noPartition,
    'prov:nvs-reveal': () => noPartition,
    'prov:nvs-diff': () => noPartition,
    'prov:nvs-compare': () => noPartition,
    'prov:nvs-set': () => noPartition,
    'prov:nvs-list-restores': () => ok([]),
    'prov:nvs-restore': () => ok([]),
    'prov:nvs-drop-restore': () => ok(null),
    'prov:save-credentials': () => ok({ status: 'saved', name: 'A0B1C2D3E4F5.json' }),
    'prov:choose-ca-certificate': () => ok({ status: 'cancelled' }),
    'prov:export-records': () => ok({ status: 'cancelled' }),
    ...overrides,
  };
}
