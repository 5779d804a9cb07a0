/**
 * What a run and the records say to each other. It carries secrets, so none of it goes to a person or another process:
 * record.ts is what people see.
 */
import type { ChipName } from './chip.ts';
import type { ErrorCode } from './errors.ts';
import type { NvsPlace } from './fields.ts';
import type { RecordState, RunKind } from './record.ts';
import type { DeviceState, FirmwareName, StepId } from './run.ts';
import type { Secret } from './secret.ts';

export interface Identity {
  uuid: string;
  psk: Secret;
}

/** PEM texts. */
export interface Certificate {
  certificate: string;
  caCertificate: string | null;
}

/** An identity on record, secrets opened: what a retry goes on with. */
export interface RecordedIdentity extends Identity {
  recordId: string;
  state: RecordState;
  createdAt: string;
  updatedAt: string;
  caUrl: string | null;
  certificate: Certificate | null;
}

export interface RunStart extends Identity {
  runId: string;
  /** 12 upper-case hex digits. */
  mac: string;
  /** OPTIONAL_UNIQUE_ID, 32 upper-case hex digits; null where the chip has none. */
  uniqueId: string | null;
  chip: ChipName;
  profile: string;
  caUrl: string | null;
  nvs: NvsPlace;
  /** Flashed in this run before the settings; null where none was. */
  firmware: FirmwareName | null;
  /** The password stays out of the record: the device holds it. */
  ssid: string | null;
  /**
   * The record that `findIdentity` answered with when this identity was chosen, null where there was none. Only that
   * one may be retired for a new identity: if another run was quicker, this one must not overrule it unseen.
   */
  replaces: string | null;
}

/** A run for Wi-Fi only: it works on the record that the device has, and leaves its identity alone. */
export interface WifiRunStart {
  runId: string;
  recordId: string;
  kind: Exclude<RunKind, 'credentials'>;
  ssid: string;
}

/** A partition as it was read, before it is written. */
export interface PartitionCopy {
  /** 12 upper-case hex digits. */
  mac: string;
  chip: ChipName;
  /** In bytes from the start of the flash. */
  offset: number;
  image: Uint8Array;
}

/** What `advance` may say: a record is retired by `begin` alone. */
export type ReachedState = Exclude<RecordState, 'retired'>;

export interface RecordFacts {
  certificate?: Certificate;
  ip?: string;
}

export interface RunEnd {
  outcome: 'passed' | 'unconfirmed' | 'failed' | 'cancelled';
  step: StepId;
  deviceState: DeviceState;
  errorCode?: ErrorCode;
  /** Milliseconds. */
  timings: Partial<Record<StepId, number>>;
}
