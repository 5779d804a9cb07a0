import type { Kysely } from 'kysely';

import type { SavedPartition } from '../contract/nvs.ts';
import { ProvisioningError } from '../contract/provisioning-error.ts';
import type { PartitionCopy } from '../contract/record-keeping.ts';
import type { RecordDatabase, SavedPartitionRow } from './schema.ts';
import type { SecretBox } from './secret-box.ts';
import type { Change } from './write.ts';

export function savedPartitions(database: Kysely<RecordDatabase>) {
  return database.selectFrom('saved_partitions').selectAll();
}

/** The first copy stays: what is read after a write that was cut off is not what the device had. */
export async function savePartition(
  { transaction, at }: Change,
  box: SecretBox,
  { mac, chip, offset, image }: PartitionCopy,
): Promise<void> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('saved_partitions')
    .values({
      mac,
      nvs_offset: offset,
      chip,
      image: box.sealBytes({ mac, offset, field: 'partition' }, image),
      image_size: image.length,
      saved_at: at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows !== 1n) throw new ProvisioningError('restore-pending', mac);
}

export function openPartition(row: SavedPartitionRow, box: SecretBox): PartitionCopy {
  const { mac, chip, nvs_offset: offset } = row;
  const image = box.openBytes({ mac, offset, field: 'partition' }, row.image);
  return { mac, chip, offset, image: new Uint8Array(image) };
}

export function toSavedPartition(row: SavedPartitionRow): SavedPartition {
  const { mac, chip, nvs_offset: offset, image_size: size, saved_at: savedAt } = row;
  return { mac, chip, offset, size, savedAt };
}
