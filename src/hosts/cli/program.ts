import { Command } from 'commander';

import packageFacts from '../../../package.json' with { type: 'json' };
import { checkCaCommand } from './commands/check-ca.ts';
import { demoCommand } from './commands/demo.ts';
import { detectChipCommand } from './commands/detect-chip.ts';
import { doctorCommand } from './commands/doctor.ts';
import { listPortsCommand } from './commands/list-ports.ts';
import { nvsCommand } from './commands/nvs/nvs.ts';
import { profilesCommand } from './commands/profiles.ts';
import { provisionCommand } from './commands/provision.ts';
import { readMacCommand } from './commands/read-mac.ts';
import { recordsCommand } from './commands/records.ts';
import { scanWifiCommand } from './commands/scan-wifi.ts';
import { serveCommand } from './commands/serve.ts';
import { virtualCaCommand } from './commands/virtual-ca.ts';
import { virtualEsp32Command } from './commands/virtual-esp32.ts';

/** The command line as a whole. Parsing throws what is wrong with it; nothing but help and version is printed here. */
export function createProgram(): Command {
  const program = new Command('esp32-provisioner')
    .description(packageFacts.description)
    .version(packageFacts.version)
    .helpOption('-h, --help', 'show help')
    .exitOverride()
    .configureOutput({ writeErr: () => undefined }) // report-problem.ts says it, in one voice
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 failed, 2 wrong usage (nothing was tried), ' +
        '3 written and verified but Wi-Fi not confirmed, 130 cancelled.',
    );
  provisionCommand(program);
  readMacCommand(program);
  detectChipCommand(program);
  scanWifiCommand(program);
  listPortsCommand(program);
  doctorCommand(program);
  checkCaCommand(program);
  profilesCommand(program);
  recordsCommand(program);
  nvsCommand(program);
  serveCommand(program);
  virtualEsp32Command(program);
  virtualCaCommand(program);
  demoCommand(program);
  return program;
}
