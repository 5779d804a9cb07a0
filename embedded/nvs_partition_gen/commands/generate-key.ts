import { KEY_OPTIONS, KeyJob } from './key-job.ts';
import { parseOptions } from './parse-options.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** `generate-key [key options]`: a new key partition under `OUTDIR/keys`. */
export function generateKey(args: string[], terminal: Terminal): void {
  const { values, positionals } = parseOptions(args, KEY_OPTIONS);
  if (positionals.length > 0) throw new UsageError('generate-key takes options only');
  new KeyJob(values, terminal).write();
}
