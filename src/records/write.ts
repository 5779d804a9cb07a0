import { sql, type Kysely } from 'kysely';

import type { RecordDatabase } from './schema.ts';

export interface Change {
  /** The connection on which the transaction runs. */
  transaction: Kysely<RecordDatabase>;
  /** Greater than that of every change before, whatever the clock says. */
  sequence: number;
  /** ISO 8601. */
  at: string;
}

/**
 * One change of the records: all of it is on the disk when this returns, or none of it. Of two processes the second
 * waits before it reads anything, and then sees what the first did.
 */
export function write<T>(
  database: Kysely<RecordDatabase>,
  now: Date,
  work: (change: Change) => Promise<T>,
): Promise<T> {
  return database.connection().execute(async (transaction) => {
    // Not Kysely's own transaction(): that begins as a reader, which cannot wait to become a writer, and where a commit
    // fails it reports its own vain rollback instead of the full disk.
    await sql`begin immediate`.execute(transaction);
    try {
      const { value } = await transaction
        .updateTable('sequence')
        .set((row) => ({ value: row('value', '+', 1) }))
        .returning('value')
        .executeTakeFirstOrThrow();
      const result = await work({ transaction, sequence: value, at: now.toISOString() });
      await sql`commit`.execute(transaction);
      return result;
    } catch (error) {
      // SQLite has rolled back by itself where the disk failed.
      await sql`rollback`.execute(transaction).catch(() => undefined);
      throw error;
    }
  });
}
