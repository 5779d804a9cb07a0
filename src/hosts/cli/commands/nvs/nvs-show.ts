import type { Command } from 'commander';

import { answer } from '../../answer.ts';
import { addPlaceFlags, type NvsPlaceFlags } from '../../nvs/nvs-flags.ts';
import type { NvsSource } from '../../nvs/nvs-source.ts';
import { listingText } from '../../nvs/nvs-text.ts';
import { openSource } from '../../nvs/open-source.ts';

type Flags = NvsPlaceFlags & { showSecrets?: true };

export function nvsShowCommand(nvs: Command): void {
  addPlaceFlags(nvs.command('show'))
    .description('list namespaces, keys and values, those of other software too; changes nothing')
    .option('--show-secrets', 'show secrets instead of ***')
    .action(async (flags: Flags) => {
      await using source = await openSource(flags);
      const listing = await source.listing();
      const entries = flags.showSecrets ? await revealed(source, listing.entries) : listing.entries;
      answer({ ...listing, entries }, flags.json, listingText);
    });
}

async function revealed(
  source: NvsSource,
  entries: Awaited<ReturnType<NvsSource['listing']>>['entries'],
) {
  const shown = [];
  for (const entry of entries) {
    shown.push(entry.secret ? { ...entry, value: await source.reveal(entry) } : entry);
  }
  return shown;
}
