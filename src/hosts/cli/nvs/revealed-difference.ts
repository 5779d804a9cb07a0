import type { NvsShownDifference } from '../../../contract/nvs.ts';
import type { Reveal } from './nvs-source.ts';

/** The same difference with its secrets told, one by one. */
export async function revealedDifference(
  difference: NvsShownDifference,
  { before, after }: { before: Reveal; after: Reveal },
): Promise<NvsShownDifference> {
  const changes = [];
  for (const change of difference.changes) {
    changes.push(
      change.secret
        ? {
            ...change,
            before: change.before && { ...change.before, value: await before(change) },
            after: change.after && { ...change.after, value: await after(change) },
          }
        : change,
    );
  }
  return { ...difference, changes };
}
