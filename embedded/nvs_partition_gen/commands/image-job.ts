import { resolve } from 'node:path';
import { encodeCsv } from '../csv.ts';
import { readInputFile, writeOutputFile } from '../files.ts';
import { outputPath, type OutputPath } from './output-path.ts';
import { parseSize } from './parse-size.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** The options that `generate` and `encrypt` share. */
export const IMAGE_OPTIONS = {
  version: { type: 'string', default: '2' },
  outdir: { type: 'string' },
} as const;

/** CSV files to be made into one image file. Nothing is written before `write`. */
export class ImageJob {
  readonly #terminal: Terminal;
  readonly #inputs: string[];
  readonly #output: OutputPath;
  readonly #size: number;
  readonly #version: 1 | 2;

  /** Throws UsageError and NvsError for arguments that cannot be meant. */
  constructor(
    positionals: string[],
    options: { version: string; outdir?: string | undefined },
    terminal: Terminal,
  ) {
    const [size, output, ...inputs] = positionals.toReversed();
    if (size === undefined || output === undefined || inputs.length === 0) {
      throw new UsageError('an input, an output and a size are required');
    }
    if (options.version !== '1' && options.version !== '2') {
      throw new UsageError('--version is 1 or 2');
    }
    this.#terminal = terminal;
    this.#inputs = inputs.reverse();
    this.#output = outputPath({ file: output, outdir: options.outdir }, terminal);
    this.#size = parseSize(size);
    this.#version = options.version === '1' ? 1 : 2;
  }

  encode(encryptionKey?: Uint8Array): Uint8Array {
    const { cwd } = this.#terminal;
    const files = this.#inputs.map((file) => ({
      file,
      bytes: readInputFile(resolve(cwd, file), file),
    }));
    const readValue = (path: string) =>
      readInputFile(resolve(cwd, path), 'the file that holds the value');
    return encodeCsv(files, readValue, {
      size: this.#size,
      version: this.#version,
      encryptionKey,
    });
  }

  write(image: Uint8Array): void {
    writeOutputFile(this.#output.path, image);
    if (this.#size < 0x3000) {
      this.#terminal.print(
        '\nMinimum partition size for read/write NVS is 0x3000 bytes. ' +
          'Partitions smaller than this must be flagged as "readonly" in the partition table CSV.',
      );
    }
    const version = this.#version === 1 ? 'V1' : 'V2';
    const multipage = this.#version === 1 ? 'Disabled' : 'Enabled';
    this.#terminal.print(
      `\nCreating NVS binary with version: ${version} - Multipage Blob Support ${multipage}`,
    );
    this.#terminal.print(`\nCreated NVS binary: ===> ${this.#output.shown}`);
  }
}
