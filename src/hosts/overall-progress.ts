import { StepId, STEPS, type Progress } from '../contract/run.ts';

/**
 * Share of the whole run that is finished, 0 to 0.99: steps weigh what they usually take. The run itself says when it is
 * complete; until then work remains.
 */
export class OverallProgress {
  readonly #finished = new Map<StepId, number>();
  readonly #steps: readonly StepId[];

  /** Steps that are switched off weigh nothing, so that the bar does not jump over them. */
  constructor(switchedOff: readonly StepId[]) {
    this.#steps = StepId.options.filter((step) => !switchedOff.includes(step));
  }

  add({ step, fraction }: Pick<Progress, 'step' | 'fraction'>): void {
    // Progress that goes back would be read as a fault.
    this.#finished.set(step, Math.max(fraction, this.#finished.get(step) ?? 0));
  }

  get fraction(): number {
    let done = 0;
    let all = 0;
    for (const step of this.#steps) {
      // Most runs flash no firmware, and then tell nothing of that step.
      if (step === 'flash-firmware' && !this.#finished.has(step)) continue;
      const { usualMs } = STEPS[step];
      done += usualMs * (this.#finished.get(step) ?? 0);
      all += usualMs;
    }
    return Math.min(0.99, done / all);
  }
}
