import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';

import { migrate } from '../../../src/records/migrations.ts';
import { aRun, failureOf, openRecords, temporaryFolder } from './bench.ts';

const TWO_STEPS = ['create table one (x)', 'create table two (x); insert into one values (2)'];

function schemaOf(database: Sqlite.Database): unknown {
  const tables = database.prepare('select name from sqlite_schema order by name').pluck().all();
  return [database.pragma('user_version', { simple: true }), tables];
}

test('an empty file becomes a record store', async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, 'records.sqlite'), '');
  await using records = await openRecords(folder.path);
  expect(records.warnings).toEqual([]);
  await expect(records.begin(aRun())).resolves.toBeDefined();
});

test('an older database is brought forward by the migrations that it lacks', () => {
  using database = openInMemory();
  migrate(database.handle, TWO_STEPS.slice(0, 1));
  migrate(database.handle, TWO_STEPS);
  migrate(database.handle, TWO_STEPS);
  expect(schemaOf(database.handle)).toEqual([2, ['one', 'two']]);
  expect(database.handle.prepare('select * from one').all()).toEqual([{ x: 2 }]);
});

test('a migration that fails in its middle leaves the version before it, whole', () => {
  using database = openInMemory();
  const broken = [...TWO_STEPS.slice(0, 1), 'create table two (x); insert into nowhere values (1)'];
  expect(() => migrate(database.handle, broken)).toThrow('nowhere');
  expect(schemaOf(database.handle)).toEqual([1, ['one']]);
  migrate(database.handle, TWO_STEPS);
  expect(schemaOf(database.handle)).toEqual([2, ['one', 'two']]);
});

test('a database of a newer program is refused and not touched', async () => {
  await using folder = await temporaryFolder();
  {
    await using records = await openRecords(folder.path);
    await records.begin(aRun());
  }
  const path = join(folder.path, 'records.sqlite');
  const database = new Sqlite(path);
  database.pragma('user_version = 1000');
  const before = schemaOf(database);
  database.close();

  const { code, detail } = await failureOf(openRecords(folder.path));
  expect(code).toBe('record-failed');
  expect(detail).toContain('newer version');
  const after = new Sqlite(path, { readonly: true });
  expect(schemaOf(after)).toEqual(before);
  after.close();
});

function openInMemory(): Disposable & { handle: Sqlite.Database } {
  const handle = new Sqlite(':memory:');
  return { handle, [Symbol.dispose]: () => void handle.close() };
}
