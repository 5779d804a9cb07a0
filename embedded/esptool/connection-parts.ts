import type { ChipName } from './chips.ts';
import type { Loader } from './loader.ts';
import type { Cable, ResetMode } from './reset.ts';
import type { SerialLine } from './serial-line.ts';

/** What is known of a chip once it has answered, and the way to it. */
export interface ConnectionParts {
  line: SerialLine;
  loader: Loader;
  before: ResetMode;
  cable: Cable;
  chip: ChipName;
  /** In secure download mode nothing can be read, and no stub started. */
  secureDownloadMode: boolean;
  /** How long a reset pulse this board needs. */
  resetMs: number;
  onLog: (message: string) => void;
}
