import { expect, test } from 'vitest';

import { mistakeIn } from './campaign.ts';

/** More than any dialogue has bytes. */
const FARTHEST = 420;

// F-63 and F-64: what is said and what is echoed hold the words of the answers, and a log line comes at any place.
test.each(['spec-at', 'esp-at', 'improv', 'console'] as const)(
  '%s: a log line in the middle of what the firmware says changes nothing, wherever it comes',
  async (dialect) => {
    const network = { ssid: 'OK, ERROR', password: 'CONNECTED OK "FAIL"' };
    for (let noiseAt = 0; noiseAt < FARTHEST; noiseAt += 1) {
      const mistake = await mistakeIn(dialect, network, { echo: true, noiseAt });
      expect(mistake, `log line after ${noiseAt} bytes`).toBeUndefined();
    }
  },
);
