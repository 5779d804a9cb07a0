import type { ChipName } from '../../contract/chip.ts';
import type { Detection } from '../stores/bench-store.ts';

/** The chip that the run will meet, as far as anybody knows: the one that was chosen, else the one that was detected. */
export function knownChip(chosen: ChipName | 'auto', detection: Detection): ChipName | undefined {
  if (chosen !== 'auto') return chosen;
  return detection.state === 'known' ? detection.device.chip : undefined;
}
