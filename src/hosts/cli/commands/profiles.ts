import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';

import type { Command } from 'commander';

import type { Profile } from '../../../contract/profile.ts';
import { ProvisioningError } from '../../../contract/provisioning-error.ts';
import { errorCode } from '../../../records/record-failure.ts';
import { profileText, readProfileText } from '../../profile-file.ts';
import { ProfileStore } from '../../profile-store.ts';
import { answer } from '../answer.ts';
import { wrongUsage } from '../command-error.ts';
import { fileProblem } from '../file-problem.ts';
import { isProfileFile, readProfile } from '../read-profile.ts';
import { readTextFile } from '../read-text-file.ts';
import { dataFolderOption } from '../records-flags.ts';
import { textTable } from '../text-table.ts';

interface Flags {
  json?: true;
  dataDir: string;
}

export function profilesCommand(program: Command): void {
  const profiles = program
    .command('profiles')
    .description(
      'data contracts of products: where the identity lies, how the firmware is told the Wi-Fi',
    );
  const add = (name: string, what: string) =>
    profiles
      .command(name)
      .description(what)
      .option('--json', 'answer as JSON, one object a line')
      .addOption(dataFolderOption());
  add('list', 'list the built-in profiles and those of this bench').action(list);
  add('show', 'show a profile with all its fields, as a file would have it')
    .argument('<name|file>')
    .action(show);
  add('check', 'check a profile file, and name each field that is wrong')
    .argument('<file>')
    .action(check);
  add('new', 'make a profile to be edited: one of this bench, or a file')
    .argument('<name|file.json>')
    .option('--from <name|file>', 'the profile of which it is a copy', 'spec')
    .action(create);
}

async function list({ json, dataDir }: Flags): Promise<void> {
  const store = await ProfileStore.open(dataDir);
  for (const warning of store.warnings) process.stderr.write(`Warning: ${warning}\n`);
  answer(store.list(), json, (found) =>
    textTable([
      ['Profile', 'Namespace', 'UUID', 'Wi-Fi'],
      ...found.map(({ name, nvs, identity, wifi }) => [
        name,
        nvs.namespace,
        identity.uuidScheme,
        wifi.dialect,
      ]),
    ]),
  );
}

async function show(nameOrFile: string, { json, dataDir }: Flags): Promise<void> {
  answer(await readProfile(nameOrFile, dataDir), json, profileText);
}

async function check(file: string, { json }: Flags): Promise<void> {
  const text = await readTextFile('the file', file);
  answer(readProfileText(text), json, ({ name }) => `${file} is right: the profile "${name}".\n`);
}

const JSON_FILE = /\.json$/i;

async function create(
  nameOrFile: string,
  { from, json, dataDir }: Flags & { from: string },
): Promise<void> {
  const pattern = await readProfile(from, dataDir);
  const isFile = isProfileFile(nameOrFile);
  if (isFile && !JSON_FILE.test(nameOrFile)) {
    throw wrongUsage('file-unwritable', `${nameOrFile}: the name of a profile file ends in .json`);
  }
  const name = isFile ? basename(nameOrFile).replace(JSON_FILE, '').toLowerCase() : nameOrFile;
  const profile = readProfileText(JSON.stringify({ ...pattern, name }));
  if (isFile) await writeNew(nameOrFile, profile);
  else await (await ProfileStore.open(dataDir)).save(profile, { replace: false });
  const place = isFile ? nameOrFile : 'the data folder';
  answer(profile, json, () => `The profile "${name}" is in ${place}.\n`);
}

/** Never over a file that is there. */
async function writeNew(path: string, profile: Profile): Promise<void> {
  try {
    await writeFile(path, profileText(profile), { flag: 'wx' });
  } catch (error) {
    const exists = errorCode(error) === 'EEXIST';
    const why = exists ? `${path}: it is there already` : `${path}: ${fileProblem(error)}`;
    throw new ProvisioningError('file-unwritable', why, { cause: error });
  }
}
