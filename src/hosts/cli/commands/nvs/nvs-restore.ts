import type { Command } from 'commander';

import { wireError } from '../../../../contract/errors.ts';
import type { SavedPartition } from '../../../../contract/nvs.ts';
import { answer } from '../../answer.ts';
import { askOnce } from '../../ask.ts';
import { CommandError, wrongUsage } from '../../command-error.ts';
import { EXIT_CODE } from '../../exit-code.ts';
import { addFlashFlags, type NvsPlaceFlags } from '../../nvs/nvs-flags.ts';
import { addRecordsFlags, recordsLocation } from '../../records-flags.ts';
import { macWithColons } from '../../run-text.ts';
import { textTable } from '../../text-table.ts';

type Flags = Pick<
  NvsPlaceFlags,
  'port' | 'before' | 'baud' | 'json' | 'dataDir' | 'passphraseFile'
> & { list?: true; drop?: string };

export function nvsRestoreCommand(nvs: Command): void {
  const command = nvs
    .command('restore')
    .description('write back the NVS partition as it was before a write that was cut off')
    .usage('(--port P | --list | --drop MAC) [options]')
    .option('--list', 'list the partitions that are kept')
    .option('--drop <mac>', 'keep those of this device no longer, without writing them');
  addRecordsFlags(addFlashFlags(command))
    .option('--json', 'answer as JSON, one object a line')
    .action(restore);
}

async function restore(flags: Flags): Promise<void> {
  const { port, before, baud, list, drop, json } = flags;
  const ways = [port, list, drop].filter((way) => way !== undefined);
  if (ways.length !== 1) throw wrongUsage('bad-request', 'give one of --port, --list and --drop');
  const location = await recordsLocation(flags);
  if (port !== undefined) {
    const restored = await askOnce('prov:nvs-restore', { port, before, baud }, location);
    answer(restored, json, (found) => `Restored and read back:\n${keptText(found)}`);
    return;
  }
  const kept = await askOnce('prov:nvs-list-restores', {}, location);
  if (drop === undefined) {
    answer(kept, json, (found) => (found.length === 0 ? 'None is kept.\n' : keptText(found)));
    return;
  }
  const mac = drop.replace(/[:\s-]/g, '').toUpperCase();
  const dropped = kept.filter((one) => one.mac === mac);
  if (dropped.length === 0) {
    throw new CommandError(wireError('restore-missing', drop), EXIT_CODE.failed);
  }
  for (const { offset } of dropped) {
    await askOnce('prov:nvs-drop-restore', { mac, offset }, location);
  }
  answer(dropped, json, (found) => `${found.length} kept no longer.\n${keptText(found)}`);
}

function keptText(kept: readonly SavedPartition[]): string {
  return textTable(
    kept.map(({ mac, chip, offset, size, savedAt }) => [
      macWithColons(mac),
      chip,
      `0x${offset.toString(16)}`,
      `${size} bytes`,
      `as it was on ${savedAt}`,
    ]),
  );
}
