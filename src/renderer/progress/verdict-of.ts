import { verdictOfFailure, verdictOfResult, type Verdict } from '../../contract/verdict.ts';
import type { Failed, Passed } from '../stores/run-state.ts';

/** What a run has come to. Each screen names it by the same word, and by the same colour. */
export function verdictOf(run: Passed | Failed): Verdict {
  return run.phase === 'passed' ? verdictOfResult(run.result) : verdictOfFailure(run.failure);
}
