import { randomBytes } from 'node:crypto';

import type { Kysely } from 'kysely';

import { ProvisioningError } from '../contract/provisioning-error.ts';
import { locked, type KeyProtection } from './key-protection.ts';
import type { RecordDatabase } from './schema.ts';
import { DATA_KEY_BYTES, SecretBox } from './secret-box.ts';

/**
 * The secret box of a database: unwraps its data key, or makes one where the database has none.
 * @throws ProvisioningError `secrets-locked` if the data key cannot be unwrapped; nothing is changed then.
 */
export async function openSecretBox(
  database: Kysely<RecordDatabase>,
  protection: KeyProtection,
): Promise<SecretBox> {
  const stored = (await readDataKey(database)) ?? (await makeDataKey(database, protection));
  if (stored.protection !== protection.name) {
    throw locked(`they are protected by a ${stored.protection}, not by a ${protection.name}`);
  }
  return new SecretBox(await unwrap(protection, stored.wrapped));
}

function readDataKey(database: Kysely<RecordDatabase>) {
  return database.selectFrom('data_key').selectAll().executeTakeFirst();
}

/** Two processes may do this at the same time: the first row stays, and both go on with it. */
async function makeDataKey(database: Kysely<RecordDatabase>, protection: KeyProtection) {
  const wrapped = await protection.wrap(randomBytes(DATA_KEY_BYTES));
  await database
    .insertInto('data_key')
    .values({ id: 1, protection: protection.name, wrapped })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return database.selectFrom('data_key').selectAll().executeTakeFirstOrThrow();
}

async function unwrap(protection: KeyProtection, wrapped: string): Promise<Uint8Array> {
  try {
    return await protection.unwrap(wrapped);
  } catch (error) {
    if (error instanceof ProvisioningError) throw error;
    throw locked(`the ${protection.name} cannot be read`, error);
  }
}
