import { constants } from 'node:fs';
import { copyFile, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

import Sqlite, { type Database } from 'better-sqlite3';

import { migrate } from './migrations.ts';
import { ensurePrivateFile, syncFolder } from './private-file.ts';
import { errorCode } from './record-failure.ts';

/** Parents before children: a run without its record is not kept. */
const TABLES = ['data_key', 'records', 'runs', 'saved_partitions'] as const;

/**
 * Keeps a copy of a damaged database as it is, builds a new one from the rows that can still be read, and puts it in
 * the place of the damaged one. Nobody else may have the database open.
 * @returns what happened, for people
 */
export async function repairDatabase(path: string, at: Date): Promise<string> {
  const kept = await quarantine(path, at);
  const rebuilt = `${path}.rebuilt`;
  await removeDatabase(rebuilt); // of a repair that was interrupted
  ensurePrivateFile(rebuilt);
  const recovered = rebuild(path, rebuilt);
  // The write-ahead log goes first: SQLite would replay the old one into the new file.
  await rm(`${path}-wal`, { force: true });
  await rm(`${path}-shm`, { force: true });
  await rename(rebuilt, path);
  await syncFolder(dirname(path));
  return (
    `The history in ${basename(path)} was damaged. ${recovered} of its records could be recovered; ` +
    `the damaged file is kept unchanged as ${basename(kept)}.`
  );
}

/** Copies the database, and its write-ahead log if there is something in it, to a name of their own beside it. */
async function quarantine(path: string, at: Date): Promise<string> {
  const time = at.toISOString().replaceAll(':', '-');
  const copy = path.replace(/\.sqlite$/, `.damaged-${time}.sqlite`);
  await copyDurably(path, copy);
  const log = await stat(`${path}-wal`).catch(() => undefined);
  if (log && log.size > 0) await copyDurably(`${path}-wal`, `${copy}-wal`);
  return copy;
}

/** The copy has the mode of the original. Throws EEXIST rather than replace anything. */
async function copyDurably(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_EXCL);
  await using copy = await open(to, 'r+');
  await copy.sync();
}

async function removeDatabase(path: string): Promise<void> {
  for (const suffix of ['', '-journal', '-wal', '-shm']) await rm(path + suffix, { force: true });
}

/** @returns how many records were recovered */
function rebuild(from: string, to: string): number {
  const target = new Sqlite(to);
  const source = new Sqlite(from, { readonly: true });
  try {
    target.pragma('foreign_keys = ON');
    migrate(target);
    const copy = target.transaction(() => {
      for (const table of TABLES) {
        for (const row of readableRows(source, table)) insert(target, table, row);
      }
      target.exec(`update sequence set value = (select coalesce(max(value), 0) from (
        select max(changed) as value from records union all select max(sequence) from runs))`);
    });
    copy();
    return Number(target.prepare('select count(*) from records').pluck().get());
  } finally {
    source.close();
    target.close();
  }
}

/** From the front until the damage, then from the back until the damage; some rows may come twice. */
function* readableRows(source: Database, table: string): Generator<object> {
  for (const order of ['asc', 'desc']) {
    try {
      yield* source.prepare<[], object>(`select * from ${table} order by rowid ${order}`).iterate();
      return;
    } catch (error) {
      if (!(error instanceof Sqlite.SqliteError)) throw error;
    }
  }
}

/** A row that breaks a rule of the schema was hit by the damage itself; the copy of the file has it. */
function insert(target: Database, table: string, row: object): void {
  const columns = Object.keys(row);
  const values = columns.map((column) => `@${column}`);
  const sql = `insert or ignore into ${table} (${columns.join()}) values (${values.join()})`;
  try {
    target.prepare(sql).run(row);
  } catch (error) {
    if (!errorCode(error).startsWith('SQLITE_CONSTRAINT')) throw error;
  }
}
