import { expect, test } from 'vitest';

import { campaign, CAMPAIGN_TIMEOUT_MS, NETWORKS, SEED } from './campaign.ts';

test.each(['improv', 'console'] as const)(
  '%s: 100,000 random names and passwords arrive byte for byte, in exactly the commands meant',
  async (dialect) => {
    await expect(campaign(dialect, NETWORKS, SEED)).resolves.toBeUndefined();
  },
  CAMPAIGN_TIMEOUT_MS,
);
