import type { WireError } from '../../contract/errors.ts';
import type { DeviceState, LogLine, Progress, RunFailed } from '../../contract/run.ts';
import { jsonLine } from './safe-text.ts';
import type { RunResult, RunView } from './run-view.ts';

/** A run for a program that reads it: one JSON object a line, the last one `complete` or `error`. */
export class JsonRunView implements RunView {
  readonly #showLog: boolean;

  constructor(options: { log: boolean }) {
    this.#showLog = options.log;
  }

  warning(text: string): void {
    printEvent('warning', { text });
  }

  progress({ runId: _, ...progress }: Progress): void {
    printEvent('progress', progress);
  }

  log({ source, text }: LogLine): void {
    if (this.#showLog) printEvent('log', { source, text });
  }

  stopping(): void {
    // The error event tells it.
  }

  passed(result: RunResult, unsaved?: WireError): void {
    if (!unsaved) {
      printEvent('complete', { result });
      return;
    }
    const { recordId, wifi } = result;
    const deviceState: DeviceState =
      wifi.status === 'connected' ? 'running-confirmed' : 'running-unconfirmed';
    printEvent('error', { step: null, error: unsaved, deviceState, recordId });
  }

  failed({ step, error, deviceState, ...rest }: RunFailed): void {
    printEvent('error', { step, error, deviceState, ...rest });
  }
}

/** One line of the `--json` output. */
export function printEvent(
  event: 'warning' | 'progress' | 'log' | 'complete' | 'error',
  facts: object,
): void {
  process.stdout.write(jsonLine({ event, ...facts }));
}
