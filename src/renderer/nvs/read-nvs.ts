import type { App } from '../app-context.ts';
import { regionOf } from '../form/region-of.ts';
import { profileNamed } from '../stores/bench-store.ts';
import type { FoundPartition, Partition } from '../stores/nvs-store.ts';

export interface ReadNvsOptions {
  /** Where the partition begins that a person has chosen; left out, the configured one, or the only one. */
  offset?: number;
  /** 128 hex digits, or the 64 of an HMAC key, where the partition is encrypted. */
  encryptionKey?: string;
}

/** Reads an NVS partition of the board on the chosen port into the screen. */
export async function readNvs(app: App, options: ReadNvsOptions = {}): Promise<void> {
  const { nvs, bench } = app;
  const { encryptionKey } = options;
  await nvs.read(
    { ...deviceQuery(app), ...(encryptionKey !== undefined && { encryptionKey }) },
    () => findPartition(app, options),
  );
  const state = nvs.getState();
  const isAnother = ['partition-mismatch', 'partition-not-found'];
  if (state.phase === 'failed' && isAnother.includes(state.error.code)) bench.forgetBoard();
}

/** How the board on the chosen port is reached. */
export function deviceQuery({ form, bench }: App) {
  const { port, profile, baud } = form.getState().values;
  const { serial } = profileNamed(bench.getState().profiles, profile);
  return { port, before: serial.before, baud: baud ?? serial.baud };
}

async function findPartition(
  app: App,
  { offset }: ReadNvsOptions,
): Promise<FoundPartition | undefined> {
  const { bench, form } = app;
  const { port, before } = deviceQuery(app);
  if (bench.getState().detection.state !== 'known') await bench.detect(port, before);
  const { detection, profiles } = bench.getState();
  if (detection.state === 'failed') return { error: detection.error };
  if (detection.state !== 'known') return undefined;
  const { nvsPartitions } = detection.device;
  const { values } = form.getState();
  const region = regionOf(values, profileNamed(profiles, values.profile), detection);
  const partition = chosenPartition(nvsPartitions, offset ?? region?.offset);
  return partition ? { partition } : { choices: nvsPartitions.length };
}

function chosenPartition(
  partitions: readonly Partition[],
  offset: number | undefined,
): Partition | undefined {
  const [only, ...others] = partitions;
  return (
    partitions.find((one) => one.offset === offset) ?? (others.length === 0 ? only : undefined)
  );
}
