import type { DeviceRecord } from '../contract/record.ts';
import { csv } from './csv.ts';

/** All records without their secrets: `jsonl` whole, one a line; `csv` what a table of devices needs, for spreadsheets. */
export function recordsText(records: readonly DeviceRecord[], format: 'csv' | 'jsonl'): string {
  if (format === 'jsonl') return records.map((record) => `${JSON.stringify(record)}\n`).join('');
  return csv([Object.keys(COLUMNS), ...records.map(rowOf)]);
}

function rowOf(record: DeviceRecord): string[] {
  return Object.values(COLUMNS).map((value) => value(record) ?? '');
}

const COLUMNS: Readonly<Record<string, (record: DeviceRecord) => string | null | undefined>> = {
  mac: ({ mac }) => mac,
  uniqueId: ({ uniqueId }) => uniqueId,
  chip: ({ chip }) => chip,
  uuid: ({ uuid }) => uuid,
  pskFingerprint: ({ pskFingerprint }) => pskFingerprint,
  state: ({ state }) => state,
  profile: ({ profile }) => profile,
  caUrl: ({ caUrl }) => caUrl,
  nvsOffset: ({ nvs }) => nvs && `0x${nvs.offset.toString(16).toUpperCase()}`,
  nvsSize: ({ nvs }) => nvs && String(nvs.size),
  nvsPartition: ({ nvs }) => nvs?.partition,
  nvsOverridden: ({ nvs }) => nvs && String(nvs.overridden),
  firmware: ({ firmware }) => firmware?.name,
  firmwareSha256: ({ firmware }) => firmware?.sha256,
  ssid: ({ wifi }) => wifi?.ssid,
  ip: ({ wifi }) => wifi?.ip,
  runs: ({ runs }) => String(runs.length),
  lastOutcome: ({ runs }) => runs.at(-1)?.outcome,
  lastError: ({ runs }) => runs.at(-1)?.errorCode,
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
  recordId: ({ id }) => id,
};
