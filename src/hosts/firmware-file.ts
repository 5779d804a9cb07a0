import { basename, dirname, join } from 'node:path';

import type { FirmwareSource } from '../firmware/read-firmware.ts';
import { LARGEST_IMAGE, readFileUpTo } from './read-file-up-to.ts';

/** A firmware on this computer's disk: the file, and those that it names beside it. Rejects as readFileUpTo does. */
export async function firmwareFile(path: string, address?: number): Promise<FirmwareSource> {
  return {
    name: basename(path),
    bytes: await readFileUpTo(path, LARGEST_IMAGE),
    address,
    readBeside: (beside) => readFileUpTo(join(dirname(path), beside), LARGEST_IMAGE),
  };
}
