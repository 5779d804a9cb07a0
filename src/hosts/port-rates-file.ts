import { z } from 'zod';

import type { PortRates } from '../device/port-rates.ts';
import { openJsonFile } from './json-file.ts';

const Rates = z.strictObject({
  /** By the key of the port, in baud. */
  rates: z.record(z.string(), z.int().min(9_600).max(2_000_000)).default({}),
});

/** The rates at which the ports of this bench work, in a file of the data folder. */
export async function openPortRates(path: string): Promise<PortRates> {
  const file = await openJsonFile(path, Rates);
  return {
    rateOf: (key) => file.value.rates[key],
    async remember(key, rate) {
      if (file.value.rates[key] === rate) return;
      const rates = { ...file.value.rates, [key]: rate };
      await file.save({ rates }).catch(() => undefined); // the run counts, not what it may save the next one
    },
  };
}
