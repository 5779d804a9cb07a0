import { decrypt } from './commands/decrypt.ts';
import { dump } from './commands/dump.ts';
import { encrypt } from './commands/encrypt.ts';
import { generateKey } from './commands/generate-key.ts';
import { generate } from './commands/generate.ts';
import type { Terminal } from './commands/terminal.ts';
import { UsageError } from './commands/usage-error.ts';
import { NvsError } from './nvs-error.ts';

/**
 * Runs one command line, without the program's name. Returns the exit code: 0 done, 1 refused (one
 * sentence on stderr, no output file), 2 called wrongly.
 */
export function runCommandLine(args: string[], terminal: Terminal): 0 | 1 | 2 {
  const [name = '', ...rest] = args;
  if (['-h', '--help'].some((help) => args.includes(help))) {
    terminal.print(USAGE);
    return 0;
  }
  const command = COMMANDS.get(name);
  if (command === undefined) {
    terminal.warn(USAGE);
    return 2;
  }
  try {
    command(rest, terminal);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.warn(`${USAGE}\n\nError: ${error.message}.`);
      return 2;
    }
    if (!(error instanceof NvsError)) throw error;
    terminal.warn(`Error: ${error.message}.`);
    return 1;
  }
}

const COMMANDS = new Map([
  ['generate', generate],
  ['encrypt', encrypt],
  ['decrypt', decrypt],
  ['generate-key', generateKey],
  ['dump', dump],
]);

const USAGE = `Makes, encrypts and reads NVS partitions of ESP32 chips.

nvs_partition_gen generate [--version {1,2}] [--outdir DIR] INPUT.csv... OUTPUT.bin SIZE
nvs_partition_gen encrypt  [--version {1,2}] [--outdir DIR] INPUT.csv... OUTPUT.bin SIZE
                           (--inputkey KEY.bin | --keygen [KEY OPTIONS])
nvs_partition_gen decrypt  [--outdir DIR] INPUT.bin KEY.bin OUTPUT.bin
nvs_partition_gen generate-key [--outdir DIR] [KEY OPTIONS]
nvs_partition_gen dump     IMAGE [--inputkey KEY.bin] [--readonly]

KEY OPTIONS: [--keyfile FILE] [--key_protect_hmac
             (--kp_hmac_inputkey FILE | --kp_hmac_keygen [--kp_hmac_keyfile FILE])]
Keys go to DIR/keys. SIZE is in bytes, a multiple of 4096; under 0x3000 it is a read-only partition.
Paths, also those in a CSV, begin at the current folder.`;
