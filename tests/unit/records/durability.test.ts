import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';

import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';

import { openDatabase } from '../../../src/records/open-database.ts';
import type { Report } from './another-process.ts';
import { aRun, failureOf, macOf, openRecords, temporaryFolder } from './bench.ts';
import { ANOTHER_PROCESS, Station } from './station.ts';

test('a record is there although its process was killed right after begin', async () => {
  await using folder = await temporaryFolder();
  for (let n = 0; n < 3; n++) {
    const station = new Station(folder.path);
    const begun = await station.begin(macOf(n));
    await station.kill();

    await using records = await openRecords(folder.path);
    const found = await records.findIdentity(macOf(n));
    expect(begun.recordId).toBeDefined();
    expect(found?.recordId).toBe(begun.recordId);
    expect(found?.psk.reveal()).toBe(begun.psk);
  }
});

test('every commit waits for the disk, the write-ahead log included', async () => {
  await using folder = await temporaryFolder();
  const options = { folder: folder.path, now: () => new Date(), busyTimeoutMs: 0 };
  using opened = await openDatabase(options);
  const setting = (name: string) => opened.database.pragma(name, { simple: true });
  expect([setting('journal_mode'), setting('synchronous')]).toEqual(['wal', 2]); // 2 is FULL
});

test('two processes that mint for one MAC at once: one identity, the other is told', async () => {
  await using folder = await temporaryFolder();
  await using one = new Station(folder.path);
  await using other = new Station(folder.path);
  const winners: Report[] = [];
  for (let n = 0; n < 100; n++) {
    // Both chose their identity before either had begun: the worst case of the race.
    const mint = { replaces: null };
    const reports = await Promise.all([one.begin(macOf(n), mint), other.begin(macOf(n), mint)]);
    expect(reports.map(({ code }) => code ?? 'begun').sort()).toEqual(['begun', 'record-conflict']);
    winners.push(...reports.filter(({ recordId }) => recordId !== undefined));
  }
  await using records = await openRecords(folder.path);
  expect(await records.list()).toHaveLength(100);
  for (const { mac, recordId, psk } of winners) {
    const found = await records.findIdentity(mac);
    expect([found?.recordId, found?.psk.reveal()]).toEqual([recordId, psk]);
    expect((await records.find(mac))?.runs).toHaveLength(1);
  }
});

test('many processes that make one data folder at once share one database and one key', async () => {
  await using folder = await temporaryFolder();
  const stations = Array.from({ length: 4 }, () => new Station(folder.path));
  await using all = new AsyncDisposableStack();
  for (const station of stations) all.use(station);
  const reports = await Promise.all(stations.map((station, n) => station.begin(macOf(n))));

  await using records = await openRecords(folder.path);
  for (const [n, { psk }] of reports.entries()) {
    expect(psk).toBeDefined();
    expect((await records.findIdentity(macOf(n)))?.psk.reveal()).toBe(psk);
  }
});

test('SQLite refuses at once where two make a database at once: it is asked again', async () => {
  await using folder = await temporaryFolder();
  const other = new Sqlite(join(folder.path, 'records.sqlite'));
  onTestFinished(() => void other.close());
  other.exec('begin immediate');
  const pragma: Sqlite.Database['pragma'] = Reflect.get(Sqlite.prototype, 'pragma');
  const ask = vi.spyOn(Sqlite.prototype, 'pragma');
  onTestFinished(() => ask.mockRestore());
  const refused: unknown[] = [];
  ask.mockImplementation(function (this: Sqlite.Database, ...query) {
    try {
      return pragma.apply(this, query);
    } catch (error) {
      refused.push(query[0]);
      other.exec('rollback');
      throw error;
    }
  });
  await using records = await openRecords(folder.path);
  expect(refused).toEqual(['journal_mode = WAL']);
  expect(await records.list()).toEqual([]);
});

test('a disk that takes no more: the run is refused, and no record before it is lost', async () => {
  await using folder = await temporaryFolder();
  // A limit on the size of files is a disk that fails for real (setrlimit(2), RLIMIT_FSIZE), in units of 1 KiB.
  const limited = ['-c', 'ulimit -f 300; exec "$0" "$@"', process.execPath];
  const child = spawn('bash', [...limited, ANOTHER_PROCESS, folder.path, 'until-it-fails']);
  const reports = JSON.parse(await text(child.stdout)) as Report[];
  const begun = reports.filter(({ recordId }) => recordId !== undefined);
  expect(begun.length).toBeGreaterThan(0);
  expect(reports.at(-1)?.code).toBe('record-failed');
  expect(reports.at(-1)?.detail).toContain('the disk');

  await using records = await openRecords(folder.path);
  expect(records.warnings).toEqual([]);
  expect((await records.list()).map(({ id }) => id).sort()).toEqual(
    begun.map(({ recordId }) => recordId).sort(),
  );
  for (const { mac, psk } of begun) {
    expect((await records.findIdentity(mac))?.psk.reveal()).toBe(psk);
  }
});

test('a database that another program holds locked is told, and nothing is half done', async () => {
  await using folder = await temporaryFolder();
  await using records = await openRecords(folder.path, { busyTimeoutMs: 10 });
  using other = new DisposableStack();
  const lock = other.adopt(new Sqlite(join(folder.path, 'records.sqlite')), (it) => it.close());
  lock.exec('begin immediate');
  const { code, detail } = await failureOf(records.begin(aRun()));
  expect([code, detail]).toEqual(['record-failed', 'another program holds it']);
  lock.exec('rollback');
  expect(await records.list()).toEqual([]);
  await expect(records.begin(aRun())).resolves.toBeDefined();
});
