import type { StepId } from '../../contract/run.ts';
import { JsonRunView } from './json-run-view.ts';
import { LiveRunView } from './live-run-view.ts';
import { PlainRunView } from './plain-run-view.ts';
import type { RunView } from './run-view.ts';

export interface RunViewOptions {
  json: boolean;
  /** Show what the device prints. */
  log: boolean;
  /** The steps of the run, in their order. */
  steps: readonly StepId[];
  switchedOff: readonly StepId[];
}

/** The view for who reads: a program, a terminal, or a log file. */
export function createRunView({ json, ...options }: RunViewOptions): RunView {
  if (json) return new JsonRunView(options);
  // A terminal that does not know its own size has no place in which to draw.
  const inPlace =
    process.stdout.isTTY && process.stdout.columns > 0 && process.env['TERM'] !== 'dumb';
  return inPlace ? new LiveRunView(options) : new PlainRunView(options);
}
