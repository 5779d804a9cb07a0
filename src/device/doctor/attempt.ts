import type { ErrorCode } from '../../contract/errors.ts';

/** What came of asking the board itself. */
export type Attempt =
  | { state: 'answered'; description: string; mac: string }
  | { state: 'failed'; code: ErrorCode; detail: string }
  /** Something else must be done first. */
  | { state: 'not-tried' };
