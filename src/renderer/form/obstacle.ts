import type { Lost } from '../host-connection.ts';
import type { BenchState } from '../stores/bench-store.ts';
import type { NvsState } from '../stores/nvs-state.ts';
import type { RestoresState } from '../stores/restores-store.ts';

/** What keeps a run from beginning and no field can put right: the program is lost, or has its hands on the board. */
export type Obstacle = Lost | 'nvs' | 'detecting' | 'scanning';

export function obstacleOf(
  { lost, detection, scan }: BenchState,
  nvsBusy: boolean,
): Obstacle | undefined {
  if (lost !== null) return lost;
  if (nvsBusy) return 'nvs';
  if (detection.state === 'reading') return 'detecting';
  return scan.state === 'scanning' ? 'scanning' : undefined;
}

/** Whether the NVS partition of the board is being read, written or restored. */
export function isNvsBusy(nvs: NvsState, restores: RestoresState): boolean {
  return nvs.phase === 'reading' || isNvsWritten(nvs, restores);
}

/** Whether it is being written or restored: who leaves now may leave it half written. */
export function isNvsWritten(nvs: NvsState, { restoring }: RestoresState): boolean {
  return restoring || (nvs.phase === 'open' && nvs.writing.state === 'writing');
}
