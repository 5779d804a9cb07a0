import { resolve } from 'node:path';
import { decryptNvs } from '../encryption.ts';
import { readInputFile, writeOutputFile } from '../files.ts';
import { NvsError } from '../nvs-error.ts';
import { ENTRIES_PER_PAGE, FIRST_ENTRY_OFFSET, PAGE_SIZE } from '../nvs-format.ts';
import { readStoredItem } from '../stored-item.ts';
import { checkBinExtension, outputPath } from './output-path.ts';
import { parseOptions } from './parse-options.ts';
import { readKey } from './read-key.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** `decrypt [--outdir DIR] INPUT KEY OUTPUT`: the plain image of an encrypted one. */
export function decrypt(args: string[], terminal: Terminal): void {
  const { values, positionals } = parseOptions(args, { outdir: { type: 'string' } });
  const [input, keyFile, output, ...rest] = positionals;
  if (input === undefined || keyFile === undefined || output === undefined || rest.length > 0) {
    throw new UsageError('an input, a key and an output are required');
  }
  checkBinExtension(input);
  const { path, shown } = outputPath({ file: output, outdir: values.outdir }, terminal);
  const key = readKey(keyFile, terminal);
  const image = readInputFile(resolve(terminal.cwd, input), input);
  if (image.length === 0 || image.length % PAGE_SIZE !== 0) {
    throw new NvsError('image-size-wrong', 'an NVS image is whole pages of 4096 bytes', {
      file: input,
    });
  }
  const plain = decryptNvs(image, key);
  const isBlank = Buffer.compare(plain, image) === 0;
  if (!isBlank && !holdsItem(plain)) {
    throw new NvsError('key-wrong', `the key in ${keyFile} does not belong to this image`, {
      file: input,
    });
  }
  writeOutputFile(path, plain);
  terminal.print(`\nCreated NVS decrypted binary: ===> ${shown}`);
}

/** With a wrong key no entry has a CRC that is right. */
function holdsItem(plain: Uint8Array): boolean {
  for (let page = 0; page < plain.length; page += PAGE_SIZE) {
    const entries = plain.subarray(page + FIRST_ENTRY_OFFSET, page + PAGE_SIZE);
    for (let index = 0; index < ENTRIES_PER_PAGE; index += 1) {
      if (readStoredItem(entries, index) !== undefined) return true;
    }
  }
  return false;
}
