import type { DeviceRecord, RecordedRun } from '../contract/record.ts';
import type { RecordRow, RunRow } from './schema.ts';

/** A record and its runs, in their order, as people see them: without secrets. */
export function toDeviceRecord(row: RecordRow, runs: readonly RunRow[]): DeviceRecord {
  return {
    id: row.id,
    mac: row.mac,
    uniqueId: row.unique_id,
    chip: row.chip,
    uuid: row.uuid,
    pskFingerprint: row.psk_fingerprint,
    state: row.state,
    profile: row.profile,
    caUrl: row.ca_url,
    certificate: row.certificate,
    caCertificate: row.ca_certificate,
    nvs: {
      offset: row.nvs_offset,
      size: row.nvs_size,
      partition: row.nvs_partition,
      overridden: row.nvs_overridden === 1,
    },
    firmware:
      row.firmware_name === null || row.firmware_sha256 === null
        ? null
        : { name: row.firmware_name, sha256: row.firmware_sha256 },
    wifi: row.ssid === null ? null : { ssid: row.ssid, ip: row.ip },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    runs: runs.map(toRecordedRun),
  };
}

function toRecordedRun(row: RunRow): RecordedRun {
  return {
    id: row.id,
    kind: row.kind,
    ssid: row.ssid,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    outcome: row.outcome,
    step: row.step,
    deviceState: row.device_state,
    errorCode: row.error_code,
  };
}
