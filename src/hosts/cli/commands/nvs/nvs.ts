import type { Command } from 'commander';

import { nvsDiffCommand } from './nvs-diff.ts';
import { nvsGetCommand } from './nvs-get.ts';
import { nvsRestoreCommand } from './nvs-restore.ts';
import { nvsSetCommand } from './nvs-set.ts';
import { nvsShowCommand } from './nvs-show.ts';

export function nvsCommand(program: Command): void {
  const nvs = program
    .command('nvs')
    .description('look into the NVS partition of a device or an image, and change single values');
  nvsShowCommand(nvs);
  nvsGetCommand(nvs);
  nvsSetCommand(nvs);
  nvsDiffCommand(nvs);
  nvsRestoreCommand(nvs);
}
