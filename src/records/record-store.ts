import { Kysely, SqliteDialect } from 'kysely';

import { ProvisioningError } from '../contract/provisioning-error.ts';
import type { SavedPartition } from '../contract/nvs.ts';
import type {
  PartitionCopy,
  ReachedState,
  RecordedIdentity,
  RecordFacts,
  RunEnd,
  RunStart,
  WifiRunStart,
} from '../contract/record-keeping.ts';
import type { DeviceRecord } from '../contract/record.ts';
import type { DeviceState, StepId } from '../contract/run.ts';
import type { Secret } from '../contract/secret.ts';
import { advanceRecord } from './advance-record.ts';
import { beginRun } from './begin-run.ts';
import { beginWifiRun } from './begin-wifi-run.ts';
import { toDeviceRecord } from './device-record.ts';
import type { KeyProtection } from './key-protection.ts';
import { openDatabase, type OpenDatabase } from './open-database.ts';
import { openSecretBox } from './open-secret-box.ts';
import { orRecordFailure } from './record-failure.ts';
import type { RecordDatabase, RecordRow } from './schema.ts';
import type { SecretBox } from './secret-box.ts';
import {
  openPartition,
  savedPartitions,
  savePartition,
  toSavedPartition,
} from './saved-partitions.ts';
import { write, type Change } from './write.ts';

export interface RecordStoreOptions {
  /** The data folder; made for its owner alone if it is missing. */
  folder: string;
  /** What protects the secrets in it. */
  secrets: KeyProtection;
  now?: () => Date;
  /** How long to wait for another process that writes, in milliseconds; this one stands still meanwhile. */
  busyTimeoutMs?: number;
}

const BUSY_TIMEOUT_MS = 5_000; // another process writes for one commit: milliseconds, a second on a bad disk

/**
 * Opens the records of a data folder, or makes them. Several processes may have the same folder open.
 * @throws ProvisioningError `record-failed` if the folder cannot be used.
 */
export async function openRecordStore(options: RecordStoreOptions): Promise<RecordStore> {
  const { folder, secrets, now = () => new Date(), busyTimeoutMs = BUSY_TIMEOUT_MS } = options;
  const opened = await orRecordFailure(() => openDatabase({ folder, now, busyTimeoutMs }));
  return new RecordStore(opened, secrets, now);
}

/**
 * The production records. Every call that changes something returns after the disk has it, whole; every call may throw
 * `record-failed`. Secrets are opened when they are asked for: with the wrong key all else stays readable, and what
 * needs a secret throws `secrets-locked`.
 */
export class RecordStore implements AsyncDisposable {
  /** For people, when the records are opened: what was damaged, and what became of it. */
  readonly warnings: readonly string[];
  readonly #opened: OpenDatabase;
  readonly #database: Kysely<RecordDatabase>;
  readonly #secrets: KeyProtection;
  readonly #now: () => Date;
  #box: SecretBox | undefined;

  constructor(opened: OpenDatabase, secrets: KeyProtection, now: () => Date) {
    this.warnings = opened.warnings;
    this.#opened = opened;
    this.#database = new Kysely({ dialect: new SqliteDialect({ database: opened.database }) });
    this.#secrets = secrets;
    this.#now = now;
  }

  /** The active identity of a MAC (12 upper-case hex digits), if it has one. */
  findIdentity(mac: string): Promise<RecordedIdentity | undefined> {
    return orRecordFailure(async () => {
      const row = await this.#database
        .selectFrom('records')
        .selectAll()
        .where('mac', '=', mac)
        .where('state', '<>', 'retired')
        .executeTakeFirst();
      return row && toRecordedIdentity(row, await this.#secretBox());
    });
  }

  /**
   * Starts a run, in one transaction: joins the active record of this MAC if it has the same identity, else retires
   * the record that the run replaces and mints a new one.
   * @throws ProvisioningError `uuid-in-use` if another MAC holds the UUID, `record-conflict` if the active record is not
   * the one that the run replaces, `mac-duplicate` if it is of another chip, `secrets-locked`.
   */
  begin(start: RunStart): Promise<{ recordId: string; pskFingerprint: string }> {
    return orRecordFailure(async () => {
      const box = await this.#secretBox();
      return this.#write((change) => beginRun(change, box, start));
    });
  }

  /** @throws ProvisioningError `record-not-found` if the run was never begun. */
  enter(runId: string, step: StepId, deviceState: DeviceState): Promise<void> {
    return this.#write(async ({ transaction }) => {
      const { numUpdatedRows } = await transaction
        .updateTable('runs')
        .set({ step, device_state: deviceState })
        .where('id', '=', runId)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) throw new ProvisioningError('record-not-found', `run ${runId}`);
    });
  }

  /**
   * The record has reached a state; it never goes back to an earlier one.
   * @throws ProvisioningError `record-not-found`; `record-conflict` with the facts kept, if the record is retired.
   */
  async advance(recordId: string, state: ReachedState, facts: RecordFacts = {}): Promise<void> {
    const reached = await this.#write((change) => advanceRecord(change, recordId, state, facts));
    if (reached === 'retired') {
      throw new ProvisioningError('record-conflict', `record ${recordId} is retired`);
    }
  }

  /** How the run ended. The first ending stays. */
  end(runId: string, end: RunEnd): Promise<void> {
    return this.#write(async ({ transaction, at }) => {
      await transaction
        .updateTable('runs')
        .set({
          ended_at: at,
          outcome: end.outcome,
          step: end.step,
          device_state: end.deviceState,
          error_code: end.errorCode ?? null,
          timings: JSON.stringify(end.timings),
        })
        .where('id', '=', runId)
        .where('outcome', '=', 'running')
        .execute();
    });
  }

  /** Starts a run for Wi-Fi only, on the record that the device has. */
  beginWifiRun(start: WifiRunStart): Promise<void> {
    return this.#write((change) => beginWifiRun(change, start));
  }

  /** The network that the device has now, and its address in it, where it was seen. */
  changeWifi(recordId: string, wifi: { ssid: string; ip: string | null }): Promise<void> {
    return this.#write(async ({ transaction, sequence, at }) => {
      await transaction
        .updateTable('records')
        .set({ ...wifi, changed: sequence, updated_at: at })
        .where('id', '=', recordId)
        .execute();
    });
  }

  /**
   * Keeps a partition as it was read, until `dropPartition`.
   * @throws ProvisioningError `restore-pending` if an older copy is kept of it, which may be the last whole one.
   */
  savePartition(copy: PartitionCopy): Promise<void> {
    return orRecordFailure(async () => {
      const box = await this.#secretBox();
      await this.#write((change) => savePartition(change, box, copy));
    });
  }

  /** The copies of a device's partitions that are kept. @throws ProvisioningError `secrets-locked` */
  findPartitions(mac: string): Promise<PartitionCopy[]> {
    return orRecordFailure(async () => {
      const rows = await savedPartitions(this.#database).where('mac', '=', mac).execute();
      if (rows.length === 0) return [];
      const box = await this.#secretBox();
      return rows.map((row) => openPartition(row, box));
    });
  }

  /** All that are kept, the oldest first, without what is in them. */
  listPartitions(): Promise<SavedPartition[]> {
    return orRecordFailure(async () => {
      const rows = await savedPartitions(this.#database).orderBy('saved_at').execute();
      return rows.map(toSavedPartition);
    });
  }

  dropPartition({ mac, offset }: { mac: string; offset: number }): Promise<void> {
    return this.#write(async ({ transaction }) => {
      await transaction
        .deleteFrom('saved_partitions')
        .where('mac', '=', mac)
        .where('nvs_offset', '=', offset)
        .execute();
    });
  }

  /** All records, retired ones too; the one that changed last comes first. */
  list(): Promise<DeviceRecord[]> {
    return orRecordFailure(async () => {
      const rows = await this.#records().orderBy('changed', 'desc').execute();
      const runs = await this.#database
        .selectFrom('runs')
        .selectAll()
        .orderBy('sequence')
        .execute();
      const byRecord = Map.groupBy(runs, (run) => run.record_id);
      return rows.map((row) => toDeviceRecord(row, byRecord.get(row.id) ?? []));
    });
  }

  /** By record id, MAC in any spelling, or UUID; where several fit, the active one, else the one that changed last. */
  find(id: string): Promise<DeviceRecord | undefined> {
    return orRecordFailure(async () => {
      const row = await this.#findRow(id.trim());
      if (!row) return undefined;
      const runs = await this.#database
        .selectFrom('runs')
        .selectAll()
        .where('record_id', '=', row.id)
        .orderBy('sequence')
        .execute();
      return toDeviceRecord(row, runs);
    });
  }

  /** @throws ProvisioningError `record-not-found`, `secrets-locked`. */
  revealPsk(recordId: string): Promise<Secret> {
    return orRecordFailure(async () => {
      const row = await this.#records().where('id', '=', recordId).executeTakeFirst();
      if (!row) throw new ProvisioningError('record-not-found', recordId);
      return (await this.#secretBox()).open({ recordId, field: 'psk' }, row.psk);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#database.destroy();
    this.#opened[Symbol.dispose]();
  }

  #records() {
    return this.#database.selectFrom('records').selectAll();
  }

  async #findRow(id: string): Promise<RecordRow | undefined> {
    const byId = await this.#records().where('id', '=', id.toLowerCase()).executeTakeFirst();
    if (byId) return byId;
    const mac = id.replace(/[:.\s-]/g, '').toUpperCase();
    return this.#records()
      .where((row) => row.or([row('mac', '=', mac), row('uuid', '=', id.toLowerCase())]))
      .orderBy((row) => row('state', '=', 'retired'))
      .orderBy('changed', 'desc')
      .executeTakeFirst();
  }

  /** Unwrapped when first needed; a key that did not fit may be there the next time. */
  async #secretBox(): Promise<SecretBox> {
    this.#box ??= await openSecretBox(this.#database, this.#secrets);
    return this.#box;
  }

  #write<T>(work: (change: Change) => Promise<T>): Promise<T> {
    return orRecordFailure(() => write(this.#database, this.#now(), work));
  }
}

function toRecordedIdentity(row: RecordRow, box: SecretBox): RecordedIdentity {
  const { id, uuid, state, certificate } = row;
  return {
    recordId: id,
    uuid,
    psk: box.open({ recordId: id, field: 'psk' }, row.psk),
    state,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    caUrl: row.ca_url,
    certificate: certificate === null ? null : { certificate, caCertificate: row.ca_certificate },
  };
}
