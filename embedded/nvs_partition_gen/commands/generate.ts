import { IMAGE_OPTIONS, ImageJob } from './image-job.ts';
import { parseOptions } from './parse-options.ts';
import type { Terminal } from './terminal.ts';

/** `generate [--version {1,2}] [--outdir DIR] INPUT... OUTPUT SIZE`: a plain image. */
export function generate(args: string[], terminal: Terminal): void {
  const { values, positionals } = parseOptions(args, IMAGE_OPTIONS);
  const job = new ImageJob(positionals, values, terminal);
  job.write(job.encode());
}
