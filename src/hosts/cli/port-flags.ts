import { Option, type Command } from 'commander';

import { ResetBefore } from '../../contract/profile.ts';
import { dataFolderOption } from './records-flags.ts';

export interface PortFlags {
  port: string;
  before: ResetBefore;
  json?: true;
  dataDir: string;
}

/** Adds the flags of a command that asks a device something. */
export function addPortFlags(command: Command): Command {
  return command
    .addOption(portOption())
    .addOption(beforeOption().default('default-reset'))
    .option('--json', 'answer as JSON, one object a line')
    .addOption(dataFolderOption());
}

export function portOption(): Option {
  return new Option(
    '--port <port>',
    'serial port: /dev/ttyUSB0, COM3, rfc2217://host:port or socket://host:port',
  ).makeOptionMandatory();
}

export function beforeOption(): Option {
  return new Option('--before <reset>', 'how the bootloader is entered').choices(
    ResetBefore.options,
  );
}
