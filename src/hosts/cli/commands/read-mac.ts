import type { Command } from 'commander';

import { CHIPS } from '../../../contract/chip.ts';
import { answer } from '../answer.ts';
import { askOnce } from '../ask.ts';
import { addPortFlags, type PortFlags } from '../port-flags.ts';
import { macWithColons } from '../run-text.ts';

export function readMacCommand(program: Command): void {
  addPortFlags(program.command('read-mac'))
    .description('read the base MAC address from the eFuses; changes nothing')
    .action(async ({ port, before, json, dataDir }: PortFlags) => {
      const found = await askOnce('prov:read-mac', { port, before }, { dataDir });
      answer(found, json, ({ mac, chip }) => `${macWithColons(mac)}  ${CHIPS[chip].title}\n`);
    });
}
