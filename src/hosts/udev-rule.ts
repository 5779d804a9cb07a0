import { existsSync } from 'node:fs';
import { join } from 'node:path';

const NAME = '60-esp32-provisioner.rules';
/** In a checkout, and beside the archive of the installed desktop app, where `cp` can read it. */
const FOLDERS = ['../../docs/udev', '../../../udev'];

/** Path of the udev rule that comes with this program; undefined where it does not. */
export const UDEV_RULE = FOLDERS.map((folder) => join(import.meta.dirname, folder, NAME)).find(
  (path) => existsSync(path),
);
