import { InvalidArgumentError, Option, type Command } from 'commander';

import type { ResetBefore } from '../../../contract/profile.ts';
import { wrongUsage } from '../command-error.ts';
import { beforeOption, portOption } from '../port-flags.ts';
import { addRecordsFlags, type RecordsFlags } from '../records-flags.ts';

/** Where the partition is that a command works on: on a device, or in an image file. */
export interface NvsPlaceFlags extends RecordsFlags {
  port?: string;
  before: ResetBefore;
  baud: number;
  partition?: string;
  nvsOffset?: string;
  nvsSize?: string;
  image?: string;
  inputkey?: string;
  json?: true;
}

export function addFlashFlags(command: Command): Command {
  const port = portOption();
  port.mandatory = false;
  return command
    .optionsGroup('Device:')
    .addOption(port)
    .addOption(beforeOption().default('default-reset'))
    .option('--baud <rate>', 'baud rate for the flash', wholeNumber, 921_600);
}

export function addDeviceFlags(command: Command): Command {
  return addFlashFlags(command)
    .option('--partition <label>', 'its NVS partition; if it has one only, that one')
    .option('--nvs-offset <hex>', 'the same by its offset, with --nvs-size')
    .option('--nvs-size <hex>', 'its size');
}

/** Adds what every `nvs` command takes. */
export function addPlaceFlags(command: Command): Command {
  addDeviceFlags(command)
    .optionsGroup('Or:')
    .option('--image <file>', 'an image file instead of a device')
    .optionsGroup('Encryption, records and output:')
    .option(
      '--inputkey <file>',
      'key with which it is encrypted: a key partition, 64 bytes, or the 32 of an HMAC eFuse',
    )
    .addOption(new Option('--json', 'answer as JSON, one object a line'));
  return addRecordsFlags(command);
}

/** Throws `bad-request` unless exactly one place is named. */
export function assertOnePlace({ port, image, ...flags }: NvsPlaceFlags): void {
  if ((port === undefined) === (image === undefined)) {
    throw wrongUsage('bad-request', 'give one of --port and --image');
  }
  const named = [flags.partition, flags.nvsOffset, flags.nvsSize];
  if (image !== undefined && named.some((flag) => flag !== undefined)) {
    throw wrongUsage('bad-request', 'an image is one partition: leave out --partition and --nvs-*');
  }
}

/** The partition that the flags name; undefined where they name none. */
export function partitionChoice(
  flags: Pick<NvsPlaceFlags, 'partition' | 'nvsOffset' | 'nvsSize'>,
): { label: string } | { offset: string; size: string } | undefined {
  const { partition, nvsOffset: offset, nvsSize: size } = flags;
  if ((offset === undefined) !== (size === undefined)) {
    throw wrongUsage('bad-request', '--nvs-offset and --nvs-size go together');
  }
  if (partition === undefined) return offset && size ? { offset, size } : undefined;
  if (offset !== undefined) {
    throw wrongUsage('bad-request', '--partition and --nvs-offset contradict each other');
  }
  return { label: partition };
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
