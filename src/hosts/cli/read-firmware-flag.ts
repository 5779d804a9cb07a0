import { existsSync } from 'node:fs';

import { toWireError } from '../../contract/provisioning-error.ts';
import type { Firmware } from '../../firmware/firmware.ts';
import { firmwareFile } from '../firmware-file.ts';
import { CommandError, wrongUsage } from './command-error.ts';
import { EXIT_CODE } from './exit-code.ts';
import { fileProblem } from './file-problem.ts';

/** The firmware that `--firmware FILE[@ADDRESS]` names, read and checked. Throws a CommandError before a port is opened. */
export async function readFirmwareFlag(text: string): Promise<Firmware> {
  const [, path = text, address] = /^(.+)@(0x[0-9a-f]{1,8})$/i.exec(text) ?? [];
  if (address === undefined && /@\w*$/.test(text) && !existsSync(path)) {
    const what = 'the address after @ is a hex number such as 0x10000';
    throw wrongUsage('bad-request', `--firmware ${text}: ${what}`);
  }
  const source = await firmwareFile(
    path,
    address === undefined ? undefined : Number(address),
  ).catch((error: unknown) => {
    throw wrongUsage('file-unreadable', `--firmware ${path}: ${fileProblem(error)}`, {
      cause: error,
    });
  });
  // Loaded now: it brings the chip classes along, which `--help` need not wait for.
  const { readFirmware } = await import('../../firmware/read-firmware.ts');
  try {
    return await readFirmware(source);
  } catch (error) {
    throw new CommandError(toWireError(error), EXIT_CODE.usage);
  }
}
