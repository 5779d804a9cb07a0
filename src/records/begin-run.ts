import { randomUUID } from 'node:crypto';

import { isOtherChip } from '../contract/other-chip.ts';
import { ProvisioningError } from '../contract/provisioning-error.ts';
import type { RunStart } from '../contract/record-keeping.ts';
import type { RecordRow } from './schema.ts';
import type { SecretBox } from './secret-box.ts';
import type { Change } from './write.ts';

/** What a run gets to know of the record that it works on. */
export interface Begun {
  recordId: string;
  pskFingerprint: string;
}

/** The run, and the record that it works on: the active one of this MAC if the identity is the same, else a new one. */
export async function beginRun(change: Change, box: SecretBox, start: RunStart): Promise<Begun> {
  const active = await activeRecord(change, 'mac', start.mac);
  if (active) refuseOtherChip(active, start);
  const record =
    active && hasIdentity(active, box, start)
      ? await join(change, active, start)
      : await mint(change, box, start, active);
  await change.transaction
    .insertInto('runs')
    .values({
      id: start.runId,
      sequence: change.sequence,
      record_id: record.recordId,
      kind: 'credentials',
      ssid: start.ssid,
      ca_url: start.caUrl,
      started_at: change.at,
      ended_at: null,
      outcome: 'running',
      step: 'save-record',
      device_state: 'untouched',
      error_code: null,
      timings: null,
    })
    .execute();
  return record;
}

function activeRecord(
  { transaction }: Change,
  column: 'mac' | 'uuid',
  value: string,
): Promise<RecordRow | undefined> {
  return transaction
    .selectFrom('records')
    .selectAll()
    .where(column, '=', value)
    .where('state', '<>', 'retired')
    .executeTakeFirst();
}

function hasIdentity(record: RecordRow, box: SecretBox, { uuid, psk }: RunStart): boolean {
  if (record.uuid !== uuid) return false;
  return box.open({ recordId: record.id, field: 'psk' }, record.psk).equals(psk);
}

/** Both boards may have read their MACs before the first of them was on record. Another UUID makes another record. */
function refuseOtherChip({ chip, unique_id: uniqueId, uuid }: RecordRow, start: RunStart): void {
  if (uuid !== start.uuid || !isOtherChip({ chip, uniqueId }, start)) return;
  throw new ProvisioningError(
    'mac-duplicate',
    `${start.mac} has come on record as ${uuid} meanwhile, of another chip`,
  );
}

/** The record keeps what it has reached; what this run is told to do comes in. */
async function join(change: Change, record: RecordRow, start: RunStart): Promise<Begun> {
  await change.transaction
    .updateTable('records')
    .set({
      ...settingsOf(start),
      // The CA that gave a certificate stays with it until another one has given another.
      ca_url: record.certificate === null ? start.caUrl : record.ca_url,
      ip: record.ssid === start.ssid ? record.ip : null,
      changed: change.sequence,
      updated_at: change.at,
    })
    .where('id', '=', record.id)
    .execute();
  return { recordId: record.id, pskFingerprint: record.psk_fingerprint };
}

async function mint(
  change: Change,
  box: SecretBox,
  start: RunStart,
  active: RecordRow | undefined,
): Promise<Begun> {
  if (active) await retire(change, active, start);
  const holder = await activeRecord(change, 'uuid', start.uuid);
  if (holder) {
    throw new ProvisioningError('uuid-in-use', `${start.uuid} belongs to MAC ${holder.mac}`);
  }
  const id = randomUUID();
  const pskFingerprint = box.fingerprint(start.psk);
  await change.transaction
    .insertInto('records')
    .values({
      id,
      changed: change.sequence,
      mac: start.mac,
      uuid: start.uuid,
      psk: box.seal({ recordId: id, field: 'psk' }, start.psk),
      psk_fingerprint: pskFingerprint,
      state: 'minted',
      ...settingsOf(start),
      ca_url: start.caUrl,
      certificate: null,
      ca_certificate: null,
      ip: null,
      created_at: change.at,
      updated_at: change.at,
    })
    .execute();
  return { recordId: id, pskFingerprint };
}

async function retire(change: Change, active: RecordRow, start: RunStart): Promise<void> {
  if (active.id !== start.replaces) {
    throw new ProvisioningError('record-conflict', `MAC ${start.mac} has record ${active.id} now`);
  }
  await change.transaction
    .updateTable('records')
    .set({ state: 'retired', updated_at: change.at })
    .where('id', '=', active.id)
    .execute();
}

function settingsOf({ uniqueId, chip, profile, nvs, ssid, firmware }: RunStart) {
  return {
    unique_id: uniqueId,
    chip,
    profile,
    nvs_offset: nvs.offset,
    nvs_size: nvs.size,
    nvs_partition: nvs.partition,
    nvs_overridden: Number(nvs.overridden),
    // A run without firmware leaves the one that is on the device, and on record.
    ...(firmware && { firmware_name: firmware.name, firmware_sha256: firmware.sha256 }),
    ssid,
  };
}
