import { z } from 'zod';

import { ErrorCode } from './errors.ts';

/** What a check of the port doctor has come to. */
export const FindingState = z.enum(['ok', 'to-do', 'not-found', 'unknown']);
export type FindingState = z.infer<typeof FindingState>;

/** The word beside a finding. */
export const FINDING_WORDS: Readonly<Record<FindingState, string>> = {
  ok: 'OK',
  'to-do': 'To do',
  'not-found': 'Not found',
  unknown: 'Cannot be checked',
};

/** What the port doctor looks at, in the order of likelihood. */
export const CheckId = z.enum([
  'usb',
  'port',
  'cable',
  'driver',
  'brltty',
  'permission',
  'own-window',
  'holder',
  'modem-manager',
  'board',
]);
export type CheckId = z.infer<typeof CheckId>;

/** One fact of this computer, and the next act where there is one. */
export const Finding = z.object({
  check: CheckId,
  state: FindingState,
  title: z.string(),
  text: z.string(),
  /** To be typed or pasted into a terminal of this computer. */
  command: z.string().nullable(),
  /** The error that a run on this port would end with because of it. */
  error: ErrorCode.nullable(),
});
export type Finding = z.infer<typeof Finding>;

export const PortExamination = z.object({
  /** What stands in the way first, then what is in order. */
  findings: z.array(Finding),
});
export type PortExamination = z.infer<typeof PortExamination>;
