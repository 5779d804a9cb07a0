import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';

import { DeviceRecord } from '../../../src/contract/record.ts';
import { recordsText } from '../../../src/records/records-text.ts';

const RECORD: DeviceRecord = {
  id: 'record-1',
  mac: 'A0B1C2D3E4F5',
  uniqueId: '0F1E2D3C4B5A69788796A5B4C3D2E1F0',
  chip: 'esp32s3',
  uuid: '04e4822c-719e-45b0-b360-7e2819faca53',
  pskFingerprint: '0123456789abcdef',
  state: 'registered',
  profile: 'spec',
  caUrl: 'https://ca.example',
  certificate: null,
  caCertificate: null,
  nvs: { offset: 0xa2_0000, size: 0x1_0000, partition: 'prov_nvs', overridden: false },
  firmware: null,
  wifi: { ssid: '=cmd|"/C calc"!A0', ip: null },
  createdAt: '2026-11-02T10:00:00.000Z',
  updatedAt: '2026-11-02T10:00:09.000Z',
  runs: [
    {
      id: 'run-1',
      kind: 'credentials',
      ssid: null,
      startedAt: '2026-11-02T10:00:00.000Z',
      endedAt: '2026-11-02T10:00:09.000Z',
      outcome: 'failed',
      step: 'flash-nvs',
      deviceState: 'partial',
      errorCode: 'port-lost',
    },
  ],
};

test('JSONL holds every record whole, one a line', () => {
  const lines = recordsText([RECORD, { ...RECORD, id: 'record-2' }], 'jsonl')
    .trimEnd()
    .split('\n');
  expect(lines.map((line) => DeviceRecord.parse(JSON.parse(line)))).toEqual([
    RECORD,
    { ...RECORD, id: 'record-2' },
  ]);
});

test('CSV has a line a device, with how its last run ended', () => {
  expect(parse(recordsText([RECORD], 'csv'), { columns: true })).toEqual([
    expect.objectContaining({
      mac: 'A0B1C2D3E4F5',
      state: 'registered',
      nvsOffset: '0xA20000',
      nvsPartition: 'prov_nvs',
      nvsOverridden: 'false',
      runs: '1',
      lastOutcome: 'failed',
      lastError: 'port-lost',
    }),
  ]);
});

test('no cell of the CSV begins like a formula', () => {
  const rows: string[][] = parse(recordsText([RECORD], 'csv'));
  const cells = rows.flat();
  expect(cells).toContain(`'=cmd|"/C calc"!A0`);
  expect(cells.filter((cell) => /^[=+\-@\t]/.test(cell))).toEqual([]);
});

test('without records there is still the line of names', () => {
  expect(recordsText([], 'csv')).toMatch(/^mac,uniqueId,chip,uuid,.*,recordId\r\n$/);
  expect(recordsText([], 'jsonl')).toBe('');
});
