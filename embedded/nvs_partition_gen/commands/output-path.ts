import { homedir } from 'node:os';
import { extname, isAbsolute, join, resolve } from 'node:path';
import { NvsError } from '../nvs-error.ts';
import type { Terminal } from './terminal.ts';

export interface OutputPath {
  path: string;
  /** As the generator prints it. */
  shown: string;
}

/** Where an output file goes: into `folder` under `outdir`, unless its own path is absolute. */
export function outputPath(
  { file, outdir, folder = '' }: { file: string; outdir?: string | undefined; folder?: string },
  terminal: Terminal,
): OutputPath {
  checkBinExtension(file);
  if (isAbsolute(file)) {
    if (outdir !== undefined) {
      terminal.warn(`Warning: ${file} is an absolute path, so --outdir is ignored for it.`);
    }
    return { path: file, shown: file };
  }
  const root = (outdir ?? terminal.cwd).replace(/^~(?=[/\\]|$)/, homedir());
  const shown = join(root, folder, file);
  return { path: resolve(terminal.cwd, shown), shown };
}

/** Like the generator: images and keys have `.bin` in their extension. */
export function checkBinExtension(file: string): void {
  if (extname(file).includes('.bin')) return;
  throw new NvsError('file-extension-wrong', `the name ${file} does not end in .bin`);
}
