import type { CurrentRun } from '../contract/current-run.ts';
import type {
  LogLine,
  Progress,
  Provisioned,
  ProvisionRequest,
  RunFailed,
  StepId,
} from '../contract/run.ts';
import type { Publish } from './publish.ts';

const LINES_KEPT = 1_000; // the log of a usual run has some hundred

/** What is told of a run, and remembered for whoever was not there to hear it. */
export class ToldRun {
  readonly runId: string;
  readonly #asked: CurrentRun['asked'];
  readonly #publish: Publish;
  readonly #beganAt = performance.now();
  /** In the order in which they began. */
  readonly #steps = new Map<StepId, { told: Progress; at: number }>();
  readonly #log: CurrentRun['log'] = [];
  #end: { how: NonNullable<CurrentRun['end']>; at: number } | undefined;

  constructor(runId: string, request: ProvisionRequest, publish: Publish) {
    const { includeCredentials, wifi, firmware, profile } = request;
    this.runId = runId;
    this.#publish = publish;
    this.#asked = {
      includeCredentials,
      configureWifi: wifi !== null,
      firmware: firmware === undefined ? null : { id: firmware },
      wifiOnlyBy: request.wifiOnlyBy ?? profile.wifi.onlyBy,
    };
  }

  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  progress(told: Progress): void {
    this.#steps.set(told.step, { told, at: performance.now() });
    this.#publish('prov:progress', told);
  }

  /** `text` has its secrets masked. */
  log(source: LogLine['source'], text: string): void {
    this.#log.push({ source, text, at: new Date().toISOString() });
    if (this.#log.length > LINES_KEPT) this.#log.shift();
    this.#publish('prov:log', { runId: this.runId, source, text });
  }

  complete(result: Provisioned): void {
    this.#end = { how: { type: 'complete', result }, at: performance.now() };
    this.#publish('prov:complete', result);
  }

  error(failure: RunFailed): void {
    this.#end = { how: { type: 'error', failure }, at: performance.now() };
    this.#publish('prov:error', failure);
  }

  /** All of it, as it stands now. */
  soFar(): CurrentRun {
    const now = performance.now();
    return {
      runId: this.runId,
      asked: this.#asked,
      elapsedMs: (this.#end?.at ?? now) - this.#beganAt,
      steps: [...this.#steps.values()].map(({ told, at }) =>
        told.status === 'running' ? { ...told, elapsedMs: told.elapsedMs + now - at } : told,
      ),
      log: [...this.#log],
      end: this.#end?.how ?? null,
    };
  }
}
