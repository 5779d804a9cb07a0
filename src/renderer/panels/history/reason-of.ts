import { ErrorCode } from '../../../contract/errors.ts';
import type { RecordedRun } from '../../../contract/record.ts';
import type { Texts } from '../../texts/en.ts';

/** Why a run did not pass, in the words of the error; a code that this version does not know as it is. */
export function reasonOf(run: RecordedRun | undefined, texts: Texts): string {
  if (!run || run.errorCode === null || run.outcome === 'cancelled') return '';
  const code = ErrorCode.safeParse(run.errorCode);
  return code.success ? texts.errorTitle(code.data) : run.errorCode;
}
