import type { WireError } from '../../contract/errors.ts';
import type { LogLine, Progress, RunFailed, StepId } from '../../contract/run.ts';
import { failedText, passedText } from './run-text.ts';
import type { RunResult, RunView } from './run-view.ts';
import { safeText } from './safe-text.ts';
import { endedStepLine } from './step-list.ts';

/** A run for a log file or a pipe: one line a step, when it has ended. */
export class PlainRunView implements RunView {
  readonly #showLog: boolean;
  readonly #steps: readonly StepId[];

  constructor(options: { log: boolean; steps: readonly StepId[] }) {
    this.#steps = options.steps;
    this.#showLog = options.log;
  }

  warning(text: string): void {
    print(`Warning: ${safeText(text)}`);
  }

  progress(progress: Progress): void {
    if (progress.status !== 'running') print(endedStepLine(progress, this.#steps));
  }

  log({ text }: LogLine): void {
    if (this.#showLog) print(`       | ${safeText(text)}`);
  }

  stopping(): void {
    print('Stopping ...');
  }

  passed(result: RunResult, unsaved?: WireError): void {
    print(`\n${passedText(result, unsaved)}`);
  }

  failed(failed: RunFailed): void {
    print(`\n${failedText(failed)}`);
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
