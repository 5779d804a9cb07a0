import type { Event, EventChannel, RequestChannel } from '../contract/channels.ts';
import type { DeviceState, Progress } from '../contract/run.ts';
import { deviceStateAfter } from '../provisioning/device-state.ts';
import type { Dispatch } from './dispatch.ts';
import { OverallProgress } from './overall-progress.ts';

/** A run that has not ended. */
export interface ActiveRun {
  readonly runId: string;
  readonly deviceState: DeviceState;
  /** In flash-firmware, and from the beginning of flash-nvs to the end of verify-nvs. */
  readonly isWriting: boolean;
  /** Share of the whole, 0 to 0.99. */
  readonly fraction: number;
}

/** These write to a device as a run does, and tell nothing until they are answered. */
const NVS_WRITES: ReadonlySet<RequestChannel> = new Set(['prov:nvs-set', 'prov:nvs-restore']);

/** What a host knows of the runs from listening to their events, and of writes to NVS from carrying their requests. */
export class RunWatch {
  #nvsWrites = 0;
  readonly #runs = new Map<string, ActiveRun & { progress: OverallProgress }>();
  readonly #onChange: () => void;

  /** `onChange` is called after everything that changes what is known here. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get runs(): readonly ActiveRun[] {
    return [...this.#runs.values()];
  }

  get isWritingNvs(): boolean {
    return this.#nvsWrites > 0;
  }

  /** The same dispatch, watched. */
  watching(dispatch: Dispatch): Dispatch {
    return async (channel, payload) => {
      if (!NVS_WRITES.has(channel)) return await dispatch(channel, payload);
      this.#countWrites(1);
      const reply = await dispatch(channel, payload);
      this.#countWrites(-1);
      return reply;
    };
  }

  hear<C extends EventChannel>(channel: C, event: Event<C>): void {
    if (channel === 'prov:progress')
      this.#progress(event as Progress); // the channel says what the event is
    else if (channel !== 'prov:complete' && channel !== 'prov:error') return;
    else if ('runId' in event) this.#runs.delete(event.runId);
    this.#onChange();
  }

  #countWrites(more: 1 | -1): void {
    this.#nvsWrites += more;
    this.#onChange();
  }

  #progress(told: Progress): void {
    const { runId, step, status } = told;
    const { deviceState = 'untouched', progress = new OverallProgress([]) } =
      this.#runs.get(runId) ?? {};
    progress.add(told);
    this.#runs.set(runId, {
      runId,
      deviceState: deviceStateAfter(deviceState, told),
      isWriting:
        (step === 'flash-firmware' && status === 'running') ||
        (step === 'flash-nvs' && status !== 'skipped') ||
        (step === 'verify-nvs' && status === 'running'),
      fraction: progress.fraction,
      progress,
    });
  }
}
