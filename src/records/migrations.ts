import type { Database } from 'better-sqlite3';

import { ProvisioningError } from '../contract/provisioning-error.ts';

/**
 * Brings a database to the newest schema. Each migration is one transaction together with its version number, so a
 * process that dies in between leaves the version before; Kysely's own migrator has no such transaction on SQLite.
 * @throws ProvisioningError `record-failed` where a newer version of the program made the database.
 */
export function migrate(database: Database, migrations: readonly string[] = MIGRATIONS): void {
  const next = database.transaction(() => {
    const version = Number(database.pragma('user_version', { simple: true }));
    if (version > migrations.length) {
      throw new ProvisioningError('record-failed', 'a newer version of this program made them');
    }
    const migration = migrations[version];
    if (migration === undefined) return false;
    database.exec(migration);
    database.pragma(`user_version = ${version + 1}`);
    return true;
  });
  // Immediate: the version is read under the write lock, so that two processes do not both migrate.
  while (next.immediate());
}

const MIGRATIONS = [
  `create table sequence (value integer not null) strict;
   insert into sequence values (0);

   create table data_key (
     id integer primary key check (id = 1),
     protection text not null,
     wrapped text not null
   ) strict;

   create table records (
     id text primary key not null,
     changed integer not null,
     mac text not null,
     chip text not null,
     uuid text not null,
     psk blob not null,
     psk_fingerprint text not null,
     state text not null,
     profile text not null,
     ca_url text,
     certificate text,
     ca_certificate text,
     nvs_offset integer not null,
     nvs_size integer not null,
     ssid text,
     ip text,
     created_at text not null,
     updated_at text not null
   ) strict;
   create unique index one_active_record_a_mac on records (mac) where state <> 'retired';
   create unique index one_active_record_a_uuid on records (uuid) where state <> 'retired';

   create table runs (
     id text primary key not null,
     sequence integer not null unique,
     record_id text not null references records (id),
     ca_url text,
     started_at text not null,
     ended_at text,
     outcome text not null,
     step text not null,
     device_state text not null,
     error_code text,
     timings text
   ) strict;
   create index runs_of_a_record on runs (record_id, sequence);`,
  `alter table records add column nvs_partition text;
   alter table records add column nvs_overridden integer not null default 0;`,
  `alter table runs add column kind text not null default 'credentials';
   alter table runs add column ssid text;

   create table saved_partitions (
     mac text not null,
     nvs_offset integer not null,
     chip text not null,
     image blob not null,
     image_size integer not null,
     saved_at text not null,
     primary key (mac, nvs_offset)
   ) strict;`,
  `alter table records add column firmware_name text;
   alter table records add column firmware_sha256 text;`,
  `alter table records add column unique_id text;`,
];
