import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { composeProvisioner, type Provisioner } from '../../src/hosts/compose.ts';
import { NETWORK, type BoardsAnswer } from './boards-process.ts';

/** This program as a station has it: started once, then one board after the other, or several at once. */
export class Station implements AsyncDisposable {
  readonly #provisioner: Provisioner;
  readonly #dataDir: string;
  readonly #ends: Map<string, PromiseWithResolvers<number>>;

  private constructor(
    provisioner: Provisioner,
    dataDir: string,
    ends: Map<string, PromiseWithResolvers<number>>,
  ) {
    this.#provisioner = provisioner;
    this.#dataDir = dataDir;
    this.#ends = ends;
  }

  static async open(): Promise<Station> {
    const dataDir = await mkdtemp(join(tmpdir(), 'bench-'));
    const ends = new Map<string, PromiseWithResolvers<number>>();
    const provisioner = await composeProvisioner({ dataDir }, (channel, event) => {
      if (!('runId' in event)) return;
      const end = ends.get(event.runId) ?? Promise.withResolvers<number>();
      ends.set(event.runId, end);
      if (channel === 'prov:complete') end.resolve(performance.now());
      if (channel === 'prov:error') end.reject(new Error(JSON.stringify(event)));
    });
    return new Station(provisioner, dataDir, ends);
  }

  /** A whole run; resolves with its seconds. Throws where it fails. */
  async provision(port: string, ca: BoardsAnswer['ca']): Promise<number> {
    const began = performance.now();
    const reply = await this.#provisioner.dispatch('prov:provision-device', {
      port,
      ca,
      wifi: NETWORK,
    });
    if (!reply.ok) throw new Error(`${reply.error.title}: ${reply.error.detail}`);
    const { runId } = reply.value;
    const end = this.#ends.get(runId) ?? Promise.withResolvers<number>();
    this.#ends.set(runId, end);
    return ((await end.promise) - began) / 1_000;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#provisioner[Symbol.asyncDispose]();
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}
