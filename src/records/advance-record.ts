import { ProvisioningError } from '../contract/provisioning-error.ts';
import type { ReachedState, RecordFacts } from '../contract/record-keeping.ts';
import { RecordState } from '../contract/record.ts';
import type { Change } from './write.ts';

/** @returns the state of the record now: the furthest that it ever reached. A retired record keeps facts, and stays so. */
export async function advanceRecord(
  change: Change,
  recordId: string,
  state: ReachedState,
  { certificate, ip }: RecordFacts,
): Promise<RecordState> {
  const { transaction, sequence, at } = change;
  const record = await transaction
    .selectFrom('records')
    .select('state')
    .where('id', '=', recordId)
    .executeTakeFirst();
  if (!record) throw new ProvisioningError('record-not-found', recordId);
  const furthest = furthestOf(record.state, state);
  await transaction
    .updateTable('records')
    .set({
      state: furthest,
      changed: sequence,
      updated_at: at,
      ...(ip === undefined ? {} : { ip }),
    })
    .where('id', '=', recordId)
    .execute();
  if (certificate) {
    await transaction
      .updateTable('records')
      .set({
        certificate: certificate.certificate,
        ca_certificate: certificate.caCertificate,
        ca_url: await caOfLastRun(change, recordId),
      })
      .where('id', '=', recordId)
      .execute();
  }
  return furthest;
}

/** RecordState lists the states in their order. */
function furthestOf(one: RecordState, other: RecordState): RecordState {
  const order = RecordState.options;
  return order.indexOf(one) > order.indexOf(other) ? one : other;
}

/** The CA that a certificate came from is the one that the run was told to ask. */
async function caOfLastRun({ transaction }: Change, recordId: string): Promise<string | null> {
  const run = await transaction
    .selectFrom('runs')
    .select('ca_url')
    .where('record_id', '=', recordId)
    .orderBy('sequence', 'desc')
    .executeTakeFirst();
  return run?.ca_url ?? null;
}
