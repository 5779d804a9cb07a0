import { createLogUpdate } from 'log-update';

import type { WireError } from '../../contract/errors.ts';
import type { LogLine, Progress, RunFailed, StepId } from '../../contract/run.ts';
import { OverallProgress } from '../overall-progress.ts';
import { failedText, passedText } from './run-text.ts';
import type { RunResult, RunView } from './run-view.ts';
import { safeText } from './safe-text.ts';
import { stepList } from './step-list.ts';

const REFRESH_MS = 100; // the clock of the running step shows tenths of a second

/** A run for a person at a terminal: the list of all steps, in place, and one bar. */
export class LiveRunView implements RunView {
  readonly #terminal = process.stdout;
  readonly #list = createLogUpdate(this.#terminal);
  readonly #showLog: boolean;
  readonly #steps: readonly StepId[];
  readonly #overall: OverallProgress;
  readonly #latest = new Map<StepId, Progress>();
  readonly #clock: NodeJS.Timeout;
  #running: { step: StepId; beganAt: number } | undefined;

  constructor(options: { log: boolean; steps: readonly StepId[]; switchedOff: readonly StepId[] }) {
    this.#steps = options.steps;
    this.#showLog = options.log;
    this.#overall = new OverallProgress(options.switchedOff);
    this.#clock = setInterval(() => this.#draw(), REFRESH_MS).unref();
  }

  warning(text: string): void {
    this.#terminal.write(`Warning: ${safeText(text)}\n`);
  }

  progress(progress: Progress): void {
    const { step, status, elapsedMs } = progress;
    this.#latest.set(step, progress);
    this.#overall.add(progress);
    this.#running =
      status === 'running' ? { step, beganAt: performance.now() - elapsedMs } : undefined;
    if (status !== 'running') this.#draw();
  }

  log({ text }: LogLine): void {
    if (this.#showLog) this.#list.persist(`  | ${safeText(text)}`);
  }

  stopping(): void {
    this.#list.persist('Stopping ...');
  }

  passed(result: RunResult, unsaved?: WireError): void {
    this.#end(1);
    this.#terminal.write(`\n${passedText(result, unsaved)}\n`);
  }

  failed(failed: RunFailed): void {
    this.#end(this.#overall.fraction);
    this.#terminal.write(`\n${failedText(failed)}\n`);
  }

  #end(fraction: number): void {
    clearInterval(this.#clock);
    this.#running = undefined;
    this.#draw(fraction);
    this.#list.done();
  }

  #draw(fraction = this.#overall.fraction): void {
    const progress = this.#running && this.#latest.get(this.#running.step);
    if (this.#running && progress) {
      const elapsedMs = performance.now() - this.#running.beganAt;
      this.#latest.set(this.#running.step, { ...progress, elapsedMs });
    }
    this.#list(
      stepList(this.#latest, { steps: this.#steps, fraction, width: this.#terminal.columns }),
    );
  }
}
