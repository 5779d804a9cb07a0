import type { ChipName } from '../contract/chip.ts';
import type { RecordedRun, RecordState } from '../contract/record.ts';

/**
 * The tables that migrations.ts makes, for Kysely. Text, integers and blobs only: the same rows fit PostgreSQL. Times
 * are ISO 8601 in UTC and for people; what came first is told by the sequence numbers, because clocks are set back.
 */
export interface RecordDatabase {
  /** One row: the last sequence number that was given out. */
  sequence: { value: number };
  /** One row: the key of the secret fields, wrapped by the key protection that is named. */
  data_key: { id: number; protection: string; wrapped: string };
  records: RecordRow;
  runs: RunRow;
  saved_partitions: SavedPartitionRow;
}

export interface RecordRow {
  id: string;
  /** Sequence number of the last change. */
  changed: number;
  /** 12 upper-case hex digits. */
  mac: string;
  /** 32 upper-case hex digits; null where the chip has none, or the record is older than this column. */
  unique_id: string | null;
  chip: ChipName;
  uuid: string;
  /** Sealed by SecretBox. */
  psk: Buffer;
  psk_fingerprint: string;
  state: RecordState;
  profile: string;
  /** The CA that gave the certificate; before there is one, the CA that was asked. */
  ca_url: string | null;
  /** PEM. */
  certificate: string | null;
  /** PEM. */
  ca_certificate: string | null;
  /** In bytes. */
  nvs_offset: number;
  /** In bytes. */
  nvs_size: number;
  /** Its label; null where it was overridden, or the record is older than this column. */
  nvs_partition: string | null;
  /** 1 where a developer had no NVS partition written, else 0. */
  nvs_overridden: number;
  /** The last one that was flashed; both null where none was. */
  firmware_name: string | null;
  firmware_sha256: string | null;
  ssid: string | null;
  ip: string | null;
  created_at: string;
  updated_at: string;
}

export interface RunRow {
  id: string;
  /** Order of the runs. */
  sequence: number;
  record_id: string;
  kind: RecordedRun['kind'];
  /** The network that the device was told, or was to be told. */
  ssid: string | null;
  ca_url: string | null;
  started_at: string;
  ended_at: string | null;
  outcome: RecordedRun['outcome'];
  step: RecordedRun['step'];
  device_state: RecordedRun['deviceState'];
  error_code: string | null;
  /** JSON: milliseconds by step. */
  timings: string | null;
}

/** A partition as it was before a write that has not come to its end. */
export interface SavedPartitionRow {
  /** 12 upper-case hex digits. */
  mac: string;
  /** In bytes. */
  nvs_offset: number;
  chip: ChipName;
  /** Sealed by SecretBox: it holds the PSK. */
  image: Buffer;
  /** In bytes, opened. */
  image_size: number;
  saved_at: string;
}
