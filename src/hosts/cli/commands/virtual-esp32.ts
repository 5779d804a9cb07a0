import { InvalidArgumentError, Option, type Command } from 'commander';

import { ChipName } from '../../../contract/chip.ts';
import { WifiDialect } from '../../../contract/profile.ts';
import type { RunningVirtualEsp32 } from '../../../virtual-bench/virtual-esp32/start-virtual-esp32.ts';
import { wrongUsage } from '../command-error.ts';
import {
  exposureWarning,
  LISTEN_HELP,
  parseListenAddress,
  type ListenAddress,
} from '../listen-address.ts';
import { readSecret } from '../read-secret.ts';
import { serveUntilInterrupted } from '../serve-until-interrupted.ts';
import {
  addVirtualBoardFlags,
  conditionOf,
  type VirtualBoardFlags,
} from '../virtual-board-flags.ts';

const MEGABYTE = 0x10_0000;

interface Flags extends VirtualBoardFlags {
  listen: ListenAddress;
  chip: ChipName;
  mac: string;
  flashSize: number;
  flashFile?: string;
  timing: 'real' | 'instant';
  dialect: WifiDialect;
  echo: boolean;
  logNoise: 'none' | 'between' | 'inside';
  wifiSsid?: string;
  wifiPasswordFile?: string;
}

export function virtualEsp32Command(program: Command): void {
  const command = program
    .command('virtual-esp32')
    .description(
      'a board that is not there: the protocols of the real chip behind an RFC 2217 serial server',
    )
    .requiredOption('--listen <address>', LISTEN_HELP, parseListenAddress)
    .addOption(
      new Option('--chip <chip>', 'chip type').choices(ChipName.options).default('esp32s3'),
    )
    .option('--mac <mac>', 'base MAC address in its eFuses', 'A0:B1:C2:D3:E4:F5')
    .option('--flash-size <size>', 'size of its flash: 2MB to 16MB', parseFlashSize, 16 * MEGABYTE)
    .option('--flash-file <file>', 'keeps its flash, from one start to the next')
    .addOption(
      new Option('--timing <timing>', 'as slow as a real board, or not')
        .choices(['real', 'instant'])
        .default('real'),
    )
    .addOption(
      new Option('--dialect <dialect>', 'how its firmware is told its network')
        .choices(WifiDialect.options)
        .default('spec-at'),
    )
    .option('--no-echo', 'its console does not send back what it receives')
    .addOption(
      new Option('--log-noise <place>', 'log lines of other tasks get into what it says')
        .choices(['none', 'between', 'inside'])
        .default('none'),
    )
    .option('--wifi-ssid <name>', 'network in its reach; without a password file it is open')
    .option('--wifi-password-file <file>', 'password of that network; - is the standard input');
  addVirtualBoardFlags(command).action(virtualEsp32);
}

async function virtualEsp32(flags: Flags): Promise<void> {
  const { listen, wifiSsid: ssid, wifiPasswordFile: path, ...board } = flags;
  if (path !== undefined && ssid === undefined) {
    throw wrongUsage('bad-request', '--wifi-password-file needs --wifi-ssid');
  }
  const password =
    path === undefined ? undefined : await readSecret({ flag: '--wifi-password-file', path });
  const wifi = ssid === undefined ? {} : { wifi: { ssid, password: password?.reveal() ?? null } };
  const condition = await conditionOf(flags);
  // Loaded now: no other command need wait for it.
  const { startVirtualEsp32 } =
    await import('../../../virtual-bench/virtual-esp32/start-virtual-esp32.ts');
  await serveUntilInterrupted(
    () => startVirtualEsp32({ ...listen, ...board, ...condition, ...wifi }),
    (running) => describe(running, flags),
  );
}

function describe({ url }: RunningVirtualEsp32, flags: Flags): string {
  const { listen, chip, mac } = flags;
  return [
    `A virtual ${chip} with the MAC ${mac} is at ${url}\n`,
    exposureWarning(listen),
    `Try: esp32-provisioner read-mac --port ${url}\n`,
    `     esp32-provisioner provision --port ${url} --no-register${dialectFlag(flags)} ${wifiFlags(flags)}\n`,
  ].join('');
}

function dialectFlag({ dialect }: Flags): string {
  return dialect === 'spec-at' ? '' : ` --dialect ${dialect}`;
}

/** The flags of `provision` that join this board's network. */
function wifiFlags({ wifiSsid, wifiPasswordFile: path }: Flags): string {
  if (wifiSsid === undefined) return '--no-wifi';
  const ssid = /^[\w.-]+$/.test(wifiSsid) ? wifiSsid : JSON.stringify(wifiSsid);
  return `--ssid ${ssid} ${path === undefined ? '--open-network' : `--wifi-password-file ${path}`}`;
}

/** `16MB`, as esptool writes it, in bytes. */
function parseFlashSize(text: string): number {
  const match = /^(2|4|8|16)MB$/i.exec(text);
  if (!match) throw new InvalidArgumentError('Choose 2MB, 4MB, 8MB or 16MB.');
  return Number(match[1]) * MEGABYTE;
}
