import { Option, type Command } from 'commander';

import { defaultDataFolder } from '../data-folder.ts';
import type { RecordsLocation } from './ask.ts';
import { wrongUsage } from './command-error.ts';
import { readSecret } from './read-secret.ts';

export interface RecordsFlags {
  dataDir: string;
  passphraseFile?: string;
}

/** Adds the flags that say where the records are and how their secrets are opened. */
export function addRecordsFlags(command: Command): Command {
  return command
    .addOption(dataFolderOption())
    .option(
      '--passphrase-file <file>',
      'opens the secrets in the records; - is the standard input',
    );
}

export function dataFolderOption(): Option {
  const option = new Option('--data-dir <folder>', 'where the records are kept');
  return option.default(defaultDataFolder(), "this user's data folder");
}

export async function recordsLocation(flags: RecordsFlags): Promise<RecordsLocation> {
  const { dataDir, passphraseFile: path } = flags;
  if (path === undefined) return { dataDir };
  const passphrase = await readSecret({ flag: '--passphrase-file', path });
  if (passphrase.reveal() === '') {
    throw wrongUsage('file-unreadable', `--passphrase-file ${path}: it is empty`);
  }
  return { dataDir, passphrase };
}
