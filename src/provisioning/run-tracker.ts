import { ProvisioningError } from '../contract/provisioning-error.ts';
import type { DeviceState, Progress, StepId } from '../contract/run.ts';
import { STATE_ONCE_BEGUN, stateWhenDone, stateWhenFailed } from './device-state.ts';
import type { OnFraction } from './tools.ts';

export interface RunRecord {
  readonly recordId: string;
  enter(step: StepId, deviceState: DeviceState): Promise<void>;
}

export interface RunTrackerOptions {
  runId: string;
  signal: AbortSignal;
  publish: (progress: Progress) => void;
}

type Told = Pick<Progress, 'bytes' | 'note'>;

/** Runs steps one at a time, tells the world how far they are, and knows what became of the device. */
export class RunTracker {
  readonly runId: string;
  readonly timings: Partial<Record<StepId, number>> = {};
  readonly #cancelled: AbortSignal;
  readonly #publish: (progress: Progress) => void;
  #lost: AbortSignal | undefined;
  #step: StepId | undefined;
  /** Tells something of the step that runs; nothing between two steps. */
  #noteStep: (text: string) => void = () => undefined;
  #deviceState: DeviceState = 'untouched';
  #record: RunRecord | undefined;

  constructor({ runId, signal, publish }: RunTrackerOptions) {
    this.runId = runId;
    this.#cancelled = signal;
    this.#publish = publish;
  }

  /** Ends whatever a step waits for: somebody cancels, or the device is gone. */
  get signal(): AbortSignal {
    return this.#lost ? AbortSignal.any([this.#cancelled, this.#lost]) : this.#cancelled;
  }

  /** From now on the run ends as soon as this signal says that the device is gone, whatever the step waits for. */
  follow(lost: AbortSignal): void {
    this.#lost = lost;
  }

  /** All that had to be done with the device is done: whoever unplugs it now does not spoil the run. */
  letGo(): void {
    this.#lost = undefined;
  }

  /** The step that runs, or ran last. */
  get currentStep(): StepId | undefined {
    return this.#step;
  }

  get deviceState(): DeviceState {
    return this.#deviceState;
  }

  /** The record that this run works on, once there is one. */
  get record(): RunRecord | undefined {
    return this.#record;
  }

  /** From now on each step is made durable before it begins, so that a run cut off is found where it was. */
  keepIn(record: RunRecord): void {
    this.#record = record;
  }

  /** What goes on in the step that runs, for whoever watches it. */
  note(text: string): void {
    this.#noteStep(text);
  }

  async step<T>(
    step: StepId,
    work: (onFraction: OnFraction) => T | Promise<T>,
    note?: (value: T) => string,
    endsAs: (value: T) => 'done' | 'unconfirmed' = () => 'done',
  ): Promise<T> {
    this.#throwIfEnded();
    const began = performance.now();
    const tell = (status: Progress['status'], fraction: number, facts: Told = {}) => {
      const elapsedMs = Math.round(performance.now() - began);
      this.#publish({ runId: this.runId, step, status, fraction, elapsedMs, ...facts });
    };
    this.#step = step;
    let reached = 0;
    this.#noteStep = (text) => tell('running', reached, { note: text });
    const onFraction: OnFraction = (fraction, bytes) => {
      reached = fraction;
      this.#deviceState = STATE_ONCE_BEGUN[step] ?? this.#deviceState;
      tell('running', fraction, bytes && { bytes });
    };
    tell('running', 0);
    try {
      // On disk the worst is assumed: a process that dies in this step cannot say how far it came.
      await this.#record?.enter(step, STATE_ONCE_BEGUN[step] ?? this.#deviceState);
      const value = await work(onFraction);
      const status = endsAs(value);
      if (status === 'done') {
        this.#deviceState = stateWhenDone(step, this.#deviceState);
      }
      this.timings[step] = performance.now() - began;
      tell(status, 1, note && { note: note(value) });
      return value;
    } catch (error) {
      tell('failed', 0);
      this.#deviceState = stateWhenFailed(error, this.#deviceState);
      this.#throwIfEnded(error);
      throw error;
    } finally {
      this.#noteStep = () => undefined;
    }
  }

  skip(step: StepId, why: string): void {
    this.#throwIfEnded();
    const { runId } = this;
    this.#publish({ runId, step, status: 'skipped', fraction: 1, elapsedMs: 0, note: why });
  }

  /** What ended the run goes before what an interrupted step says of it. */
  #throwIfEnded(cause?: unknown): void {
    if (this.#lost?.aborted) throw this.#lost.reason;
    if (this.#cancelled.aborted) throw new ProvisioningError('cancelled', '', { cause });
  }
}
