import { IMAGE_OPTIONS, ImageJob } from './image-job.ts';
import { KEY_OPTIONS, KeyJob } from './key-job.ts';
import { parseOptions } from './parse-options.ts';
import { readKey } from './read-key.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** `encrypt (--keygen [key options] | --inputkey FILE) [...] INPUT... OUTPUT SIZE`: an encrypted image. */
export function encrypt(args: string[], terminal: Terminal): void {
  const { values, positionals } = parseOptions(args, {
    ...IMAGE_OPTIONS,
    ...KEY_OPTIONS,
    keygen: { type: 'boolean' },
    inputkey: { type: 'string' },
  });
  const { keygen = false, inputkey } = values;
  if (keygen === (inputkey !== undefined)) {
    throw new UsageError('one of --keygen and --inputkey is required, and not both');
  }
  const job = new ImageJob(positionals, values, terminal);
  if (inputkey !== undefined) {
    if (values.keyfile !== undefined) {
      terminal.warn('Warning: --inputkey is given, so --keyfile is ignored.');
    }
    job.write(job.encode(readKey(inputkey, terminal)));
    return;
  }
  const keys = new KeyJob(values, terminal);
  const image = job.encode(keys.encryptionKey);
  keys.write();
  job.write(image);
}
