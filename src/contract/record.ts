import { z } from 'zod';

import { ChipName } from './chip.ts';
import { NvsPlace } from './fields.ts';
import { DeviceState, FirmwareName, StepId } from './run.ts';

/** How far a device has come; each state includes the ones before it. */
export const RecordState = z.enum([
  'minted',
  'registered',
  'verified',
  'connected',
  'done',
  'retired',
]);
export type RecordState = z.infer<typeof RecordState>;

/** `unconfirmed`: it came to its end, and the device did not prove that it is on the network. */
export const RunOutcome = z.enum(['running', 'passed', 'unconfirmed', 'failed', 'cancelled']);

/** What a run changed: everything, or the network alone, by which way. */
export const RUN_KINDS = {
  credentials: 'Credentials',
  'wifi-dialogue': 'Wi-Fi only, over the console',
  'wifi-partition': 'Wi-Fi only, in the NVS partition',
} as const;
export type RunKind = keyof typeof RUN_KINDS;
export const RunKind = z.enum(Object.keys(RUN_KINDS) as [RunKind, ...RunKind[]]); // the table is not empty

/** One try to provision a device. A run that never ended (power loss, kill) stays `running`. */
export const RecordedRun = z.object({
  id: z.string(),
  kind: RunKind,
  /** The network that the device was told, or was to be told; null where Wi-Fi was switched off. */
  ssid: z.string().nullable(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  outcome: RunOutcome,
  /** The last step that was entered. */
  step: StepId,
  deviceState: DeviceState,
  errorCode: z.string().nullable(),
});
export type RecordedRun = z.infer<typeof RecordedRun>;

/** A production record as people see it: no secret in it. */
export const DeviceRecord = z.object({
  id: z.string(),
  /** 12 upper-case hex digits. */
  mac: z.string(),
  /** What tells two chips with one MAC apart (OPTIONAL_UNIQUE_ID), 32 upper-case hex digits; null where none was read. */
  uniqueId: z.string().nullable(),
  chip: ChipName,
  uuid: z.string(),
  /**
   * First 16 hex digits of an HMAC-SHA256 over the PSK's text, keyed by the data key of these records: enough to compare
   * two records, useless to whoever guesses at a PSK that was not drawn at random.
   */
  pskFingerprint: z.string(),
  state: RecordState,
  profile: z.string(),
  caUrl: z.string().nullable(),
  certificate: z.string().nullable(),
  caCertificate: z.string().nullable(),
  nvs: NvsPlace.nullable(),
  /** The last firmware that a run of this program flashed. */
  firmware: FirmwareName.nullable(),
  wifi: z.object({ ssid: z.string(), ip: z.string().nullable() }).nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  runs: z.array(RecordedRun),
});
export type DeviceRecord = z.infer<typeof DeviceRecord>;
