import { buildWhenStale } from '../../src/hosts/build-when-stale.ts';

/** Before the first test, so that none of them waits for it. */
export default async function buildRenderer(): Promise<void> {
  await buildWhenStale('renderer');
}
