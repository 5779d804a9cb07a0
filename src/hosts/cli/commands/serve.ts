import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { InvalidArgumentError, type Command } from 'commander';

import { Settings } from '../../../contract/channels.ts';
import { developmentServer } from '../../development-server.ts';
import { wrongUsage } from '../command-error.ts';
import { startDemoBench, type DemoBench } from '../demo-bench.ts';
import { openInBrowser } from '../open-in-browser.ts';
import { addRecordsFlags, recordsLocation, type RecordsFlags } from '../records-flags.ts';
import { safeText } from '../safe-text.ts';
import { serveUntilInterrupted } from '../serve-until-interrupted.ts';

/** Without a password, so that the form of the demo is complete: no secret is kept in settings. */
const OPEN_NETWORK = { ssid: 'virtual-bench', password: null };

interface Flags extends RecordsFlags {
  port: number;
  demo?: true;
  open?: true;
}

export function serveCommand(program: Command): void {
  addRecordsFlags(program.command('serve'))
    .description('the program in a browser of this computer, for one window at a time')
    .option('--port <port>', 'port on 127.0.0.1; 0 is any free one', portNumber, 0)
    .option('--demo', 'with a virtual ESP32-S3 and a virtual CA; nothing of it is kept')
    .option('--open', 'open the browser; other users of this computer may see the link meanwhile')
    .action(serve);
}

async function serve(flags: Flags, command: Command): Promise<void> {
  if (flags.demo && command.getOptionValueSource('dataDir') === 'cli') {
    throw wrongUsage('bad-request', '--demo has a data folder of its own; leave --data-dir out');
  }
  await serveUntilInterrupted(
    () => start(flags),
    ({ bench }) => (bench ? demoText(bench) : ''),
    '--port',
  );
}

async function start(flags: Flags): Promise<AsyncDisposable & { bench: DemoBench | undefined }> {
  // Loaded now: no other command need wait for it.
  const { buildWhenStale, DIST } = await import('../../build-when-stale.ts');
  const { pagesInDevelopment, readPages } = await import('../../pages.ts');
  const { startWebHost } = await import('../../web/start-web-host.ts');
  let toOpen = flags.open ?? false;
  await using stack = new AsyncDisposableStack();
  const bench = flags.demo && stack.use(await startFilledDemo());
  const development = developmentServer();
  if (!development) await buildWhenStale('renderer', () => warn('Building the pages, once ...'));
  const location = await recordsLocation(flags);
  const host = stack.use(
    await startWebHost({
      ...location,
      dataDir: bench?.dataDir ?? location.dataDir,
      pages: development
        ? pagesInDevelopment(development)
        : await readPages(join(DIST, 'renderer')),
      development,
      port: flags.port,
      onLink: (link) => {
        process.stdout.write(linkText(link));
        if (toOpen) openInBrowser(link);
        toOpen = false; // the next one is for whoever comes next
      },
      onWarning: warn,
    }),
  );
  for (const warning of host.warnings) warn(`Warning: ${warning}`);
  const running = stack.move();
  return { bench, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** The demo with everything in its place that a person would have to fill in: one click provisions. */
async function startFilledDemo(): Promise<DemoBench> {
  const { SETTINGS_FILE } = await import('../../compose-for-window.ts');
  const { TRUST_FILE } = await import('../../compose.ts');
  const bench = await startDemoBench(OPEN_NETWORK);
  const { board, ca, dataDir } = bench;
  const settings: Settings = Settings.parse({
    port: board.url,
    caUrl: ca.url,
    ssid: OPEN_NETWORK.ssid,
    openNetwork: true,
  });
  await writeFile(join(dataDir, SETTINGS_FILE), JSON.stringify(settings));
  await writeFile(join(dataDir, TRUST_FILE), ca.caPem);
  return bench;
}

function linkText(link: string): string {
  return `Open this link in a browser on this computer. It works once:\n\n  ${link}\n\n`;
}

function warn(text: string): void {
  process.stderr.write(`${safeText(text)}\n`);
}

function demoText({ board, ca }: DemoBench): string {
  return [
    `  Board    a virtual ESP32-S3 behind a serial server, ${board.url}`,
    '           It is as slow as a real one: baud rate, erasing, booting, joining.',
    `  CA       a virtual certificate authority with TLS, ${ca.url}`,
    `  Wi-Fi    an open network called "${OPEN_NETWORK.ssid}" that only this board can see`,
    '  Records  in a temporary folder',
    '',
    'The form is filled in: press Provision Device.',
    '',
  ].join('\n');
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw new InvalidArgumentError('It is a number from 0 to 65535.');
  }
  return port;
}
