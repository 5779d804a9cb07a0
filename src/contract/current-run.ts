import { z } from 'zod';

import { WifiOnlyBy } from './profile.ts';
import { LogLine, Progress, Provisioned, RunFailed } from './run.ts';

/** A run as the program knows it, for a page that was not there from its beginning. */
export const CurrentRun = z.object({
  runId: z.string(),
  /** What was asked for, as far as it decides about the steps. */
  asked: z.object({
    includeCredentials: z.boolean(),
    configureWifi: z.boolean(),
    firmware: z.object({ id: z.string() }).nullable(),
    wifiOnlyBy: WifiOnlyBy,
  }),
  /** Since it began, in milliseconds; once it has ended, how long it took. */
  elapsedMs: z.number(),
  /** What was told last of each step that has begun, in their order; the time of the one that runs has gone on. */
  steps: z.array(Progress),
  /** The last lines of its log. */
  log: z.array(LogLine.omit({ runId: true }).extend({ at: z.iso.datetime() })),
  /** null while it goes on. */
  end: z
    .discriminatedUnion('type', [
      z.object({ type: z.literal('complete'), result: Provisioned }),
      z.object({ type: z.literal('error'), failure: RunFailed }),
    ])
    .nullable(),
});
export type CurrentRun = z.infer<typeof CurrentRun>;
