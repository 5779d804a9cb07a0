import type { WireError } from '../../contract/errors.ts';
import type { LogLine, Progress, Provisioned, RunFailed } from '../../contract/run.ts';

/** What a run that passed leaves to show: `psk` is `***` unless it was asked for. */
export type RunResult = Provisioned & { psk: string };

/** A run as somebody follows it. Exactly one of passed and failed is called, last. */
export interface RunView {
  /** What a person should know before the run, for instance that the records were repaired. */
  warning(text: string): void;
  progress(progress: Progress): void;
  log(line: LogLine): void;
  /** Somebody pressed Ctrl-C; the run ends at its next safe moment. */
  stopping(): void;
  /** `unsaved`: the device is done, but its credentials could not be shown or saved as asked. */
  passed(result: RunResult, unsaved?: WireError): void;
  failed(failed: RunFailed): void;
}
