import { styleText } from 'node:util';

import type { Command } from 'commander';

import { stepsOfRun } from '../../../contract/run.ts';
import { Secret } from '../../../contract/secret.ts';
import { createRunView } from '../create-run-view.ts';
import { startDemoBench } from '../demo-bench.ts';
import { duration } from '../duration.ts';
import { EXIT_CODE } from '../exit-code.ts';
import { Interrupts } from '../interrupts.ts';
import { runDevice } from '../run-device.ts';

/** The network of the demo is in no reach but the virtual board's. */
const NETWORK = { ssid: 'virtual-bench', password: 'no-secret-here' };

export function demoCommand(program: Command): void {
  program
    .command('demo')
    .description('provision a virtual ESP32-S3 with a virtual CA: the whole run, without hardware')
    .option('--log', 'show what the device prints')
    .option('--json', 'tell events as JSON, one object a line')
    .action(demo);
}

async function demo({
  log = false,
  json = false,
}: {
  log?: boolean;
  json?: boolean;
}): Promise<void> {
  const began = performance.now();
  const say = (text: string) => {
    if (!json) process.stdout.write(`${text}\n`);
  };
  using interrupts = new Interrupts();
  await using bench = await startDemoBench(NETWORK);
  const { board, ca, dataDir } = bench;
  say(introduction(board.url, ca.url));
  process.exitCode = await runDevice({
    request: {
      port: board.url,
      ca: { url: ca.url, trust: ca.caPem },
      wifi: { ssid: NETWORK.ssid, password: new Secret(NETWORK.password) },
    },
    dataDir,
    showSecrets: false,
    view: createRunView({ json, log, steps: stepsOfRun({}), switchedOff: [] }),
    signal: interrupts.signal,
  });
  if (process.exitCode === EXIT_CODE.done) say(summary(performance.now() - began));
}

function introduction(port: string, ca: string): string {
  return [
    styleText('bold', 'ESP32 Provisioner: a demo without hardware'),
    '',
    `  Board    a virtual ESP32-S3 behind a serial server, ${port}`,
    '           It is as slow as a real one: baud rate, erasing, booting, joining.',
    `  CA       a virtual certificate authority with TLS, ${ca}`,
    `  Wi-Fi    a network called "${NETWORK.ssid}" that only this board can see`,
    '  Records  in a temporary folder',
    '',
    'One run: find out who the device is, give it an identity, register it, write that into its',
    'flash, read every byte back, start its firmware and bring it onto the network.',
    '',
  ].join('\n');
}

function summary(elapsedMs: number): string {
  return [
    `The demo took ${duration(elapsedMs)}; it leaves nothing behind.`,
    '',
    'Real were: the serial protocol of the ROM loader and the flasher stub, TLS and the X.509',
    'certificate, the NVS image, the AT dialogue, the record. Not real were the chip and the radio.',
    '',
    'What to try next:',
    '  npm run demo -- --log            the same, with what the device prints',
    '  npm run --silent cli -- --help   all commands',
    '  npm run --silent cli -- list-ports',
    '                                   is there a real board? Then: provision --port ...',
    '',
  ].join('\n');
}
