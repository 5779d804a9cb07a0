import type { Command } from 'commander';

import { answer } from '../answer.ts';
import { askOnce } from '../ask.ts';
import { defaultDataFolder } from '../../data-folder.ts';
import { textTable } from '../text-table.ts';

export function listPortsCommand(program: Command): void {
  program
    .command('list-ports')
    .description('list the serial ports of this computer')
    .option('--json', 'answer as JSON, one object a line')
    .action(async ({ json }: { json?: true }) => {
      const found = await askOnce('prov:list-ports', {}, { dataDir: defaultDataFolder() });
      answer(found, json, (ports) =>
        ports.length === 0
          ? 'There is no serial port. What this computer sees: esp32-provisioner doctor\n'
          : textTable(
              ports.map(({ path, bridge, manufacturer, serialNumber }) => [
                path,
                bridge ?? '',
                [manufacturer, serialNumber].filter(Boolean).join(', '),
              ]),
            ),
      );
    });
}
