import type { Command } from 'commander';

import type { CaReport } from '../../../contract/channels.ts';
import { answer } from '../answer.ts';
import { askOnce } from '../ask.ts';
import { defaultDataFolder } from '../../data-folder.ts';
import { duration } from '../duration.ts';
import { readCaCert } from '../read-ca-cert.ts';
import { textTable } from '../text-table.ts';

interface CheckCaFlags {
  ca: string;
  caCert?: string;
  json?: true;
}

export function checkCaCommand(program: Command): void {
  program
    .command('check-ca')
    .description('ask a certificate authority whether it is there; never sends it a device')
    .requiredOption('--ca <url>', 'base URL of the certificate authority')
    .option('--ca-cert <file>', 'PEM of the CA that signed its TLS certificate')
    .option('--json', 'answer as JSON, one object a line')
    .action(async ({ ca: url, caCert, json }: CheckCaFlags) => {
      const trust = caCert && (await readCaCert(caCert));
      const dataDir = defaultDataFolder();
      answer(await askOnce('prov:test-ca', { url, trust }, { dataDir }), json, describe);
    });
}

function describe({ url, status, tls, elapsedMs }: CaReport): string {
  return textTable([
    ['URL', url],
    ['Answer', `HTTP ${status} in ${duration(elapsedMs)}`],
    ...(tls
      ? [
          ['TLS', tls.protocol],
          ['Server', tls.subject],
          ['Issuer', tls.issuer],
          ['Valid to', tls.validTo],
        ]
      : [['TLS', 'none: what is sent can be read on the way']]),
  ]);
}
