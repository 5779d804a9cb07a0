import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import Sqlite, { type Database } from 'better-sqlite3';

import { ProvisioningError } from '../contract/provisioning-error.ts';
import { FolderLock } from './folder-lock.ts';
import { migrate } from './migrations.ts';
import { ensurePrivateFile, ensurePrivateFolder, syncFolder } from './private-file.ts';
import { errorCode, isDamage } from './record-failure.ts';
import { repairDatabase } from './repair-database.ts';

export interface OpenDatabaseOptions {
  folder: string;
  now: () => Date;
  busyTimeoutMs: number;
}

export interface OpenDatabase extends Disposable {
  readonly database: Database;
  /** For people: the database was damaged, and what became of it. */
  readonly warnings: readonly string[];
}

/**
 * Opens the records of a data folder, and makes them if there are none: folder for the owner alone, files too, every
 * commit on the disk before it returns. A damaged database is set aside and replaced by what can be read of it.
 * @throws errors of the file system and of SQLite, and ProvisioningError `record-failed`.
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<OpenDatabase> {
  const { folder, busyTimeoutMs } = options;
  await ensurePrivateFolder(folder);
  await refuseNetworkFolder(folder);
  const path = join(folder, 'records.sqlite');
  const lockPath = join(folder, 'records.lock');
  ensurePrivateFile(lockPath);
  using resources = new DisposableStack();
  const lock = resources.use(new FolderLock(lockPath, busyTimeoutMs));
  lock.share();
  ensurePrivateFile(path);
  const warnings = await repairIfDamaged(path, lock, options);
  const database = new Sqlite(path, { timeout: busyTimeoutMs });
  resources.defer(() => database.close());
  await switchToLog(database, busyTimeoutMs);
  // WAL's default is not to wait for the disk at each commit; a registration must never outlive its record.
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  migrate(database);
  await syncFolder(folder);
  const owned = resources.move();
  return { database, warnings, [Symbol.dispose]: () => owned.dispose() };
}

const SWITCH_INTERVAL_MS = 5;

/** Of two processes that switch a new database at once, SQLite refuses one without waiting for its timeout. */
async function switchToLog(database: Database, timeoutMs: number): Promise<void> {
  const until = performance.now() + timeoutMs;
  while (!switchesToLog(database, performance.now() >= until)) await setTimeout(SWITCH_INTERVAL_MS);
}

function switchesToLog(database: Database, isLast: boolean): boolean {
  try {
    database.pragma('journal_mode = WAL');
    return true;
  } catch (error) {
    if (isLast || errorCode(error) !== 'SQLITE_BUSY') throw error;
    return false;
  }
}

/** Looks without a right to write: closing a database may move its log into it, and damaged files stay as they are. */
function isSound(path: string): boolean {
  const database = new Sqlite(path, { readonly: true });
  try {
    return database.pragma('integrity_check(1)', { simple: true }) === 'ok';
  } catch (error) {
    if (isDamage(error)) return false;
    throw error;
  } finally {
    database.close();
  }
}

/**
 * A damaged database is repaired as soon as nobody else has it open, unless another process that waits for that does it first.
 * @returns warnings for people
 */
async function repairIfDamaged(
  path: string,
  lock: FolderLock,
  options: OpenDatabaseOptions,
): Promise<string[]> {
  const warnings: string[] = [];
  const deadline = performance.now() + options.busyTimeoutMs;
  while (!isSound(path)) {
    if (lock.takeAlone()) {
      if (!isSound(path)) warnings.push(await repairDatabase(path, options.now()));
    } else if (performance.now() > deadline) {
      throw new ProvisioningError(
        'record-failed',
        `${path} is damaged; close the other program that has it open, then it is repaired`,
      );
    }
    lock.share();
  }
  return warnings;
}

/** Magic numbers of statfs(2): NFS, SMB, CIFS, SMB2. SQLite's log needs memory that all its users share. */
const NETWORK_FILE_SYSTEMS = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42]);

async function refuseNetworkFolder(folder: string): Promise<void> {
  const { type } = await statfs(folder);
  if (!NETWORK_FILE_SYSTEMS.has(type)) return;
  throw new ProvisioningError(
    'record-failed',
    `${folder} is on a network drive, which cannot keep records safely; choose a folder on this computer`,
  );
}
