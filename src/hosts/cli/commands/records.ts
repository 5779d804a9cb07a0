import type { Command } from 'commander';

import { RUN_KINDS, type DeviceRecord } from '../../../contract/record.ts';
import { answer } from '../answer.ts';
import { askOnce } from '../ask.ts';
import { addRecordsFlags, recordsLocation, type RecordsFlags } from '../records-flags.ts';
import { macWithColons } from '../run-text.ts';
import { textTable } from '../text-table.ts';

type Flags = RecordsFlags & { json?: true };

export function recordsCommand(program: Command): void {
  const records = program.command('records').description('the devices that were provisioned here');
  addRecordsFlags(records.command('list'))
    .description('list all records')
    .option('--json', 'answer as JSON, one object a line')
    .action(async (flags: Flags) => {
      const found = await askOnce('prov:list-records', {}, await recordsLocation(flags));
      answer(found, flags.json, list);
    });
  addRecordsFlags(records.command('show'))
    .description('show one record and its runs')
    .argument('<id>', 'record id, MAC or UUID')
    .option('--json', 'answer as JSON, one object a line')
    .action(async (id: string, flags: Flags) => {
      const found = await askOnce('prov:show-record', { id }, await recordsLocation(flags));
      answer(found, flags.json, show);
    });
}

function list(records: DeviceRecord[]): string {
  if (records.length === 0) return 'There is no record yet.\n';
  return textTable([
    ['MAC', 'State', 'Chip', 'Last change', 'UUID', 'Record'],
    ...records.map(({ mac, state, chip, updatedAt, uuid, id }) => [
      macWithColons(mac),
      state,
      chip,
      updatedAt,
      uuid,
      id,
    ]),
  ]);
}

function show(record: DeviceRecord): string {
  const { nvs, wifi } = record;
  const facts = textTable([
    ['Record', record.id],
    ['State', record.state],
    ['MAC', macWithColons(record.mac)],
    ['Chip', record.chip],
    ['UUID', record.uuid],
    ['PSK', `*** (fingerprint ${record.pskFingerprint})`],
    ['Profile', record.profile],
    ['CA', record.caUrl ?? 'not registered'],
    ['NVS', nvs ? `0x${nvs.offset.toString(16)}, ${nvs.size} bytes` : 'not written'],
    ['Wi-Fi', wifi ? `${wifi.ssid}, ${wifi.ip ?? 'not confirmed'}` : 'not configured'],
    ['Created', record.createdAt],
    ['Changed', record.updatedAt],
  ]);
  const runs = textTable([
    ['Run', 'What', 'Network', 'Outcome', 'Last step', 'Device', 'Error'],
    ...record.runs.map(({ startedAt, kind, ssid, outcome, step, deviceState, errorCode }) => [
      startedAt,
      RUN_KINDS[kind],
      ssid ?? '',
      outcome,
      step,
      deviceState,
      errorCode ?? '',
    ]),
  ]);
  return `${facts}\n${runs}${record.certificate === null ? '' : `\n${record.certificate.trim()}\n`}`;
}
