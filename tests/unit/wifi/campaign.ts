import { Profile, type WifiDialect } from '../../../src/contract/profile.ts';
import { ProvisioningError } from '../../../src/contract/provisioning-error.ts';
import { Secret } from '../../../src/contract/secret.ts';
import { FirmwareConsole } from '../../../src/device/wifi/firmware-console.ts';
import { DIALECTS } from '../../../src/device/wifi/spoken-dialects.ts';
import { DirectFirmware, type DirectOptions } from './direct-firmware.ts';
import { RandomNetworks, type RandomNetwork } from './random-networks.ts';

const LIMITS: Profile['wifi'] = {
  ...Profile.parse({ name: 'campaign' }).wifi,
  readyTimeoutMs: 60_000,
  commandTimeoutMs: 60_000,
  joinTimeoutMs: 60_000,
};

export const NETWORKS = 100_000;
export const SEED = 20_251_125;
/** A quiet machine takes 20 s for a dialect. */
export const CAMPAIGN_TIMEOUT_MS = 900_000;

/**
 * Runs `count` dialogues, each with a network of its own, against the virtual firmware's own parser, and throws for the
 * first in which anything else arrives than what was meant. `seed` brings a failure back.
 */
export async function campaign(dialect: WifiDialect, count: number, seed: number): Promise<void> {
  const networks = new RandomNetworks(seed);
  for (let number = 0; number < count; number += 1) {
    const network = networks.next();
    const options = { echo: number % 2 === 0 };
    const mistake = await mistakeIn(dialect, network, options);
    if (mistake) throw new Error(`${dialect}, seed ${seed}, network ${number}: ${mistake}`);
  }
}

/** One dialogue: what differs from what was meant, undefined where nothing does. */
export async function mistakeIn(
  dialect: WifiDialect,
  network: RandomNetwork,
  options: DirectOptions,
): Promise<string | undefined> {
  const firmware = new DirectFirmware(dialect, options);
  using console = new FirmwareConsole(firmware.line, () => undefined);
  const { ssid, password } = network;
  const secret = password === null ? null : new Secret(password);
  const outcome = await DIALECTS[dialect]
    .configure(console, { ssid, password: secret }, LIMITS, new AbortController().signal)
    .then(
      ({ ip }) => ip,
      (error: unknown) => (error instanceof ProvisioningError ? error.code : String(error)),
    );
  const found = { outcome, ...firmware.heard };
  const meant = { outcome: DirectFirmware.ADDRESS, ...MEANT[dialect](network) };
  if (JSON.stringify(found) === JSON.stringify(meant)) return undefined;
  return JSON.stringify({ network, found, meant }, null, 2);
}

/** What a firmware has heard: how many commands of which name, and each network that it was told to join or to keep. */
export interface Heard {
  commands: string[];
  joined: { ssid: string; password: string }[];
  kept: { ssid: string; password: string }[];
  restarts: number;
}

const MEANT: Readonly<Record<WifiDialect, (network: RandomNetwork) => Heard>> = {
  'spec-at': (network) => ({
    commands: ['AT', 'AT+WIFI_SSID', 'AT+WIFI_PASSWORD', 'AT+WIFI_CONNECT', 'AT+REBOOT'],
    joined: [credentials(network)],
    kept: [],
    restarts: 1,
  }),
  'esp-at': (network) => ({
    commands: ['AT', 'ATE0', 'AT+SYSSTORE', 'AT+CWMODE', 'AT+CWJAP', 'AT+CIFSR'],
    joined: [credentials(network)],
    kept: [credentials(network)],
    restarts: 0,
  }),
  improv: (network) => ({
    commands: ['2', '1'],
    joined: [credentials(network)],
    kept: [credentials(network)],
    restarts: 0,
  }),
  console: (network) => ({
    commands: ['wifi_config', 'wifi_enable', 'restart', 'wifi_status'],
    joined: [credentials(network)], // after the restart, from what it has kept
    kept: [credentials(network)],
    restarts: 1,
  }),
};

function credentials({ ssid, password }: RandomNetwork): { ssid: string; password: string } {
  return { ssid, password: password ?? '' };
}
