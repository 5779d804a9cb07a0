import type { Command } from 'commander';

import { ProvisioningError } from '../../../../contract/provisioning-error.ts';
import { answer } from '../../answer.ts';
import { addPlaceFlags, type NvsPlaceFlags } from '../../nvs/nvs-flags.ts';
import { openSource } from '../../nvs/open-source.ts';
import { safeText } from '../../safe-text.ts';

type Flags = NvsPlaceFlags & { showSecrets?: true };

export function nvsGetCommand(nvs: Command): void {
  addPlaceFlags(nvs.command('get'))
    .description('tell one value; changes nothing')
    .argument('<namespace>')
    .argument('<key>')
    .option('--show-secrets', 'tell it even if it is a secret')
    .action(async (namespace: string, key: string, flags: Flags) => {
      await using source = await openSource(flags);
      const { entries } = await source.listing();
      const entry = entries.find((one) => one.namespace === namespace && one.key === key);
      if (!entry) throw new ProvisioningError('nvs-key-missing', `${namespace}.${key}`);
      const value = flags.showSecrets ? await source.reveal(entry) : entry.value;
      answer({ ...entry, value }, flags.json, () => `${linesOf(value ?? '***')}\n`);
    });
}

/** A certificate keeps its lines; nothing else that a terminal would obey is let through. */
function linesOf(value: string): string {
  return value
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => safeText(line.replace(/\r$/, '')))
    .join('\n');
}
