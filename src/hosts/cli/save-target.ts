import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import { wrongUsage } from './command-error.ts';
import { fileProblem } from './file-problem.ts';

/** Refuses a place for the credentials file that cannot be written to, before a device is touched for it. */
export async function assertSaveTarget(path: string): Promise<void> {
  if (!/\.(json|csv|txt)$/i.test(path)) {
    throw wrongUsage('file-unwritable', `--save ${path}: end the name in .json, .csv or .txt`);
  }
  const folder = dirname(resolve(path));
  try {
    await access(folder, constants.W_OK);
  } catch (error) {
    throw wrongUsage('file-unwritable', `--save ${path}: ${folder}: ${fileProblem(error)}`, {
      cause: error,
    });
  }
  if (!(await stat(folder)).isDirectory()) {
    throw wrongUsage('file-unwritable', `--save ${path}: ${folder} is not a folder`);
  }
}
