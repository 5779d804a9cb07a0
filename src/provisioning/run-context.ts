import type { ProvisionRequest } from '../contract/run.ts';
import type { Redactor } from './redactor.ts';
import type { RunTracker } from './run-tracker.ts';
import type { Tools } from './tools.ts';

/** A run's request, the tools it works with, and what goes out of it: progress, the device's own lines, no secrets. */
export interface RunContext {
  request: ProvisionRequest;
  tools: Tools;
  run: RunTracker;
  redactor: Redactor;
  onLog: (line: string) => void;
  /** What is done with the device while a step runs, for its note and for the log. */
  onNote: (text: string) => void;
}
