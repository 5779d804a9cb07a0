import type { ListedPort } from '../contract/channels.ts';
import type { Dispatch } from './dispatch.ts';

const LOOK_EVERY_MS = 1_000; // a port that appears or vanishes is to show within 2 s

/** Looks at the list of ports again and again, and tells it whenever it has changed. No port is opened for it. */
export class PortWatcher implements Disposable {
  readonly #dispatch: Dispatch;
  readonly #onChange: (ports: ListedPort[]) => void;
  #timer: NodeJS.Timeout | undefined;
  #known: string | undefined;

  constructor(dispatch: Dispatch, onChange: (ports: ListedPort[]) => void) {
    this.#dispatch = dispatch;
    this.#onChange = onChange;
  }

  /** Who starts it has a list already: the first look is for comparison only. */
  start(): void {
    this.stop();
    this.#known = undefined;
    this.#lookIn(0);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #lookIn(milliseconds: number): void {
    this.#timer = setTimeout(() => void this.#look(), milliseconds);
  }

  async #look(): Promise<void> {
    const own = this.#timer;
    const reply = await this.#dispatch('prov:list-ports', {});
    if (this.#timer !== own) return; // stopped meanwhile
    if (reply.ok) this.#compare(reply.value);
    this.#lookIn(LOOK_EVERY_MS);
  }

  #compare(ports: ListedPort[]): void {
    const seen = JSON.stringify(ports);
    const changed = this.#known !== undefined && this.#known !== seen;
    this.#known = seen;
    if (changed) this.#onChange(ports);
  }
}
