import type { Verdict } from '../../contract/verdict.ts';
import type { MarkKind } from './Mark.tsx';

/** The shape of a verdict, beside its word. */
export const VERDICT_MARKS: Readonly<Record<Verdict, MarkKind>> = {
  passed: 'done',
  unconfirmed: 'warning',
  failed: 'failed',
  stopped: 'skipped',
};
