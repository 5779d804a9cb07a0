import { createInterface } from 'node:readline/promises';

import { Option, type Command } from 'commander';

import {
  NvsType,
  type NvsChangeRequest,
  type NvsListing,
  type NvsShownDifference,
} from '../../../../contract/nvs.ts';
import { Secret } from '../../../../contract/secret.ts';
import { isSecretName } from '../../../../provisioning/nvs/is-secret-value.ts';
import { answer } from '../../answer.ts';
import { CommandError, wrongUsage } from '../../command-error.ts';
import { EXIT_CODE } from '../../exit-code.ts';
import { wireError } from '../../../../contract/errors.ts';
import { readImage } from '../../nvs/image-source.ts';
import { addPlaceFlags, type NvsPlaceFlags } from '../../nvs/nvs-flags.ts';
import { differenceText } from '../../nvs/nvs-text.ts';
import { revealedDifference } from '../../nvs/revealed-difference.ts';
import { openSource } from '../../nvs/open-source.ts';
import { readSecret, refuseSharedInput } from '../../read-secret.ts';

type Flags = NvsPlaceFlags & {
  type?: NvsType;
  valueFile?: string;
  remove?: true;
  yes?: true;
  showSecrets?: true;
};

export function nvsSetCommand(nvs: Command): void {
  const command = nvs
    .command('set')
    .description('change one value, or remove it; everything else in the partition stays equal')
    .usage('NAMESPACE KEY (VALUE | --value-file F | --remove) (--port P | --image F) [options]')
    .argument('<namespace>')
    .argument('<key>')
    .argument('[value]', 'not for secrets: other users of this computer can read arguments')
    .optionsGroup('Value:')
    .addOption(
      new Option('--type <type>', 'if left out: that of the value there, else string').choices(
        NvsType.options,
      ),
    )
    .option(
      '--value-file <file>',
      'the value; - is the standard input. Of a blob, its bytes; else text',
    )
    .option('--remove', 'remove the key');
  addPlaceFlags(command)
    .option('--show-secrets', 'show secrets in the difference instead of ***')
    .option('--yes', 'write without asking')
    .action(setValue);
}

async function setValue(
  namespace: string,
  key: string,
  value: string | undefined,
  flags: Flags,
): Promise<void> {
  refuseContradictions(key, value, flags);
  await using source = await openSource(flags);
  const change = await changeOf({ namespace, key, value }, flags, await source.listing());
  const masked = await source.difference([change]);
  const after = () => Promise.resolve(change.action === 'set' ? change.value.reveal() : '');
  const difference = flags.showSecrets
    ? await revealedDifference(masked, { before: source.reveal, after })
    : masked;
  if (!isNothing(difference)) {
    if (!flags.json) process.stdout.write(differenceText(difference));
    if (!flags.yes) await confirm(source.name);
  }
  const kept = isNothing(difference) ? '' : await source.write([change]);
  answer({ written: !isNothing(difference), difference }, flags.json, ({ written }) =>
    written
      ? `Written to ${source.name} and read back. ${kept}\n`
      : 'The value is there already; nothing was written.\n',
  );
}

function refuseContradictions(key: string, value: string | undefined, flags: Flags): void {
  const { valueFile, remove, passphraseFile, yes, type } = flags;
  const ways = [value, valueFile, remove].filter((way) => way !== undefined);
  if (ways.length !== 1) {
    throw wrongUsage('bad-request', 'give one of VALUE, --value-file and --remove');
  }
  if (remove && type) throw wrongUsage('bad-request', '--remove and --type contradict each other');
  if (value !== undefined && isSecretName(key)) {
    throw wrongUsage('bad-request', `give the value of ${key} with --value-file: it is a secret`);
  }
  const files = { '--value-file': valueFile, '--passphrase-file': passphraseFile };
  refuseSharedInput(
    Object.entries(files).flatMap(([flag, path]) => (path === undefined ? [] : [{ flag, path }])),
  );
  if (!yes && (valueFile === '-' || !process.stdin.isTTY)) {
    throw wrongUsage('bad-request', 'there is nobody to ask on the standard input: give --yes');
  }
}

async function changeOf(
  { namespace, key, value }: { namespace: string; key: string; value: string | undefined },
  { remove, valueFile, type }: Flags,
  { entries }: NvsListing,
): Promise<NvsChangeRequest> {
  if (remove) return { action: 'remove', namespace, key };
  const there = entries.find((one) => one.namespace === namespace && one.key === key);
  const known = type ?? there?.type ?? 'string';
  const text = value === undefined ? await readValue(valueFile ?? '-', known) : new Secret(value);
  return { action: 'set', namespace, key, type: known, value: text };
}

/** A blob's file is its bytes; from the standard input and for every other type it is text. */
async function readValue(path: string, type: NvsType): Promise<Secret> {
  const file = { flag: '--value-file', path };
  if (type !== 'blob' || path === '-') return await readSecret(file);
  const bytes = await readImage(file.flag, path);
  return new Secret(Buffer.from(bytes).toString('hex'));
}

async function confirm(name: string): Promise<void> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const reply = await lines.question(`Write this to ${name}? [y/N] `);
    if (/^y(es)?$/i.test(reply.trim())) return;
  } finally {
    lines.close();
  }
  throw new CommandError(wireError('cancelled', ''), EXIT_CODE.cancelled);
}

function isNothing({ changes, namespacesAdded, namespacesRemoved }: NvsShownDifference): boolean {
  return changes.length + namespacesAdded.length + namespacesRemoved.length === 0;
}
