import { resolve } from 'node:path';
import { readInputFile } from '../files.ts';
import { inPlace } from '../in-place.ts';
import { readKeyFile } from '../key-partition.ts';
import { checkBinExtension } from './output-path.ts';
import type { Terminal } from './terminal.ts';

/** The encryption key in a file that was named on the command line. */
export function readKey(file: string, terminal: Terminal): Uint8Array {
  checkBinExtension(file);
  const bytes = readInputFile(resolve(terminal.cwd, file), file);
  return inPlace({ file }, () => readKeyFile(bytes));
}
