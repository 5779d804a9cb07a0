import { z } from 'zod';

import type { PortRates } from '../device/port-rates.ts';
import { openJsonFile } from './json-file.ts';

/** Then the usual rate is tried again: a cable that was exchanged, or a plug pushed home, should not stay slow for ever. */
const REMEMBERED_MS = 24 * 60 * 60 * 1000;

const Rates = z.strictObject({
  /** By the key of the port: the rate in baud, and when it was found out. */
  rates: z
    .record(
      z.string(),
      z.strictObject({ baud: z.int().min(9_600).max(2_000_000), since: z.iso.datetime() }),
    )
    .default({}),
});

/** The rates at which the ports of this bench work, in a file of the data folder; each for a day. */
export async function openPortRates(
  path: string,
  now: () => Date = () => new Date(),
): Promise<PortRates> {
  const file = await openJsonFile(path, Rates);
  const rateOf = (key: string): number | undefined => {
    const known = file.value.rates[key];
    const age = known ? now().getTime() - Date.parse(known.since) : Infinity;
    return age < REMEMBERED_MS ? known?.baud : undefined;
  };
  return {
    rateOf,
    async remember(key, baud) {
      if (rateOf(key) === baud) return;
      const rates = { ...file.value.rates, [key]: { baud, since: now().toISOString() } };
      await file.save({ rates }).catch(() => undefined); // the run counts, not what it may save the next one
    },
  };
}
