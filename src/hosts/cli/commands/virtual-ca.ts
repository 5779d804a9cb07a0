import { writeFile } from 'node:fs/promises';

import { Option, type Command } from 'commander';

import type { VirtualCa } from '../../../virtual-bench/virtual-ca.ts';
import { wrongUsage } from '../command-error.ts';
import { fileProblem } from '../file-problem.ts';
import {
  exposureWarning,
  LISTEN_HELP,
  parseListenAddress,
  type ListenAddress,
} from '../listen-address.ts';
import { readSecret } from '../read-secret.ts';
import { serveUntilInterrupted } from '../serve-until-interrupted.ts';

interface Flags {
  listen: ListenAddress;
  tls?: true;
  tokenFile?: string;
  repeat: 'same' | 'conflict' | 'reissue' | 'refuse';
  saveCaCert?: string;
}

export function virtualCaCommand(program: Command): void {
  program
    .command('virtual-ca')
    .description('a certificate authority for trials: real certificates, kept in memory only')
    .requiredOption('--listen <address>', LISTEN_HELP, parseListenAddress)
    .option('--tls', 'https with a certificate of its own')
    .option('--token-file <file>', 'ask for this bearer token; - is the standard input')
    .addOption(
      new Option('--repeat <behaviour>', 'its answer to a device that it knows already')
        .choices(['same', 'conflict', 'reissue', 'refuse'])
        .default('same'),
    )
    .option('--save-ca-cert <file>', 'write its CA certificate (PEM) there, for --ca-cert')
    .action(virtualCa);
}

async function virtualCa(flags: Flags): Promise<void> {
  const { listen, tls = false, tokenFile, repeat } = flags;
  const token =
    tokenFile === undefined
      ? undefined
      : await readSecret({ flag: '--token-file', path: tokenFile });
  // Loaded now: no other command need wait for it.
  const { startVirtualCa } = await import('../../../virtual-bench/virtual-ca.ts');
  await serveUntilInterrupted(
    () => startVirtualCa({ ...listen, tls, token: token?.reveal(), repeat }),
    (running) => describe(running, flags),
  );
}

async function describe({ url, caPem }: VirtualCa, flags: Flags): Promise<string> {
  const { listen, tls, saveCaCert } = flags;
  if (saveCaCert !== undefined) await save(caPem, saveCaCert);
  return [
    `A virtual CA is at ${url}\n`,
    exposureWarning(listen),
    `Its CA certificate is at ${url}/ca.pem${saveCaCert === undefined ? '' : `, and in ${saveCaCert}`}\n`,
    `Try: esp32-provisioner check-ca --ca ${url}${tls ? ` --ca-cert ${saveCaCert ?? 'FILE'}` : ''}\n`,
  ].join('');
}

async function save(pem: string, path: string): Promise<void> {
  try {
    await writeFile(path, pem);
  } catch (error) {
    throw wrongUsage('file-unwritable', `--save-ca-cert ${path}: ${fileProblem(error)}`, {
      cause: error,
    });
  }
}
