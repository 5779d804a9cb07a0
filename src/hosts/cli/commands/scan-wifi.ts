import type { Command } from 'commander';

import type { Output } from '../../../contract/channels.ts';
import { answer } from '../answer.ts';
import { askOnce } from '../ask.ts';
import { addPortFlags, type PortFlags } from '../port-flags.ts';
import { readProfile } from '../read-profile.ts';
import { safeText } from '../safe-text.ts';
import { textTable } from '../text-table.ts';

type Flags = PortFlags & { profile?: string };

export function scanWifiCommand(program: Command): void {
  addPortFlags(program.command('scan-wifi'))
    .description('list the Wi-Fi networks that the firmware of a device sees; changes nothing')
    .option(
      '--profile <name|file>',
      'whose dialect the firmware speaks; without it, it is detected',
    )
    .action(async ({ port, before, json, dataDir, profile: name }: Flags) => {
      const profile = name === undefined ? undefined : await readProfile(name, dataDir);
      const found = await askOnce('prov:scan-wifi', { port, before, profile }, { dataDir });
      answer(found, json, list);
    });
}

function list({ dialect, networks }: Output<'prov:scan-wifi'>): string {
  if (networks.length === 0) return `No network in reach (asked in ${dialect}).\n`;
  return textTable([
    ['Network', 'dBm', 'Security'],
    ...networks.map(({ ssid, rssi, secured }) => [
      safeText(ssid),
      String(rssi),
      secured ? 'password' : 'open',
    ]),
  ]);
}
