import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readdir, readFile, readlink, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { System } from './system.ts';

const PROGRAM_TIMEOUT_MS = 5_000; // PowerShell needs up to 2 s to start on a cold machine
const OUTPUT_LIMIT_BYTES = 4_000_000; // a Mac with many USB devices says about 300 KB

/** The computer that this program runs on. */
export const thisSystem: System = {
  platform: process.platform,
  self: {
    pid: process.pid,
    uid: process.getuid?.(),
    gids: [process.getegid?.(), ...(process.getgroups?.() ?? [])].filter(
      (gid) => gid !== undefined,
    ),
  },
  readText: (path) => readFile(path, 'utf8').catch(() => undefined),
  list: (path) => readdir(path).catch(() => undefined),
  link: (path) => readlink(path).catch(() => undefined),
  owner: (path) =>
    stat(path).then(
      ({ uid, gid, mode }) => ({ uid, gid, mode: mode & 0o777 }),
      () => undefined,
    ),
  mayUse: (path) =>
    access(path, constants.R_OK | constants.W_OK).then(
      () => true,
      () => false,
    ),
  run: (program, args) =>
    promisify(execFile)(program, args, {
      timeout: PROGRAM_TIMEOUT_MS,
      maxBuffer: OUTPUT_LIMIT_BYTES,
      windowsHide: true,
    }).then(
      ({ stdout }) => stdout,
      () => undefined,
    ),
};
