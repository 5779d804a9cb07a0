import Sqlite, { type Database } from 'better-sqlite3';

import { errorCode } from './record-failure.ts';

const ALONE_TIMEOUT_MS = 50; // those who look at the folder for a moment are gone; those who work in it stay

/**
 * Says who works in a data folder, across processes: everybody who has the records open shares it, and only who has it
 * alone may replace the database file under them. It is SQLite's own file lock on an empty database, because the
 * operating system releases that one even if the process is killed.
 */
export class FolderLock implements Disposable {
  readonly #file: Database;
  readonly #shareTimeoutMs: number;

  /** `path` is the lock file; `shareTimeoutMs` is how long to wait for somebody who has the folder alone. */
  constructor(path: string, shareTimeoutMs: number) {
    this.#file = new Sqlite(path);
    this.#shareTimeoutMs = shareTimeoutMs;
  }

  /** Waits while somebody has the folder alone; throws SQLITE_BUSY if that takes too long. */
  share(): void {
    this.#release(this.#shareTimeoutMs);
    this.#file.exec('begin');
    this.#file.prepare('select count(*) from sqlite_schema').get(); // the first read takes the shared lock
  }

  /** Gives up the share and tries to be alone; false if others have the folder open, or are alone themselves. */
  takeAlone(): boolean {
    this.#release(ALONE_TIMEOUT_MS);
    try {
      this.#file.exec('begin exclusive');
      return true;
    } catch (error) {
      if (errorCode(error) === 'SQLITE_BUSY') return false;
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }

  #release(nextTimeoutMs: number): void {
    if (this.#file.inTransaction) this.#file.exec('rollback');
    this.#file.pragma(`busy_timeout = ${nextTimeoutMs}`);
  }
}
