import type { Profile } from '../../contract/profile.ts';
import type { ProvisioningError } from '../../contract/provisioning-error.ts';
import type { Secret } from '../../contract/secret.ts';
import type { FirmwareConsole } from './firmware-console.ts';

export interface Network {
  ssid: string;
  /** null: an open network. */
  password: Secret | null;
}

/**
 * The IPv4 address that the device reported after our command. Or, from a firmware that accepted the network and then
 * reported neither an address nor a failure in time: what is missing, to be thrown where an address is needed.
 */
export type Joined = { ip: string } | { ip: null; missing: ProvisioningError };

/** Tells a running firmware its network. Throws `wifi-*`, `boot-silent`, `port-lost` or the reason of `signal`. */
export type ConfigureWifi = (
  console: FirmwareConsole,
  network: Network,
  limits: Profile['wifi'],
  signal: AbortSignal,
) => Promise<Joined>;

export interface FoundNetwork {
  ssid: string;
  /** Strength in dBm. */
  rssi: number;
  secured: boolean;
}

/** Asks a running firmware which networks it sees. Throws as ConfigureWifi does. */
export type ScanWifi = (
  console: FirmwareConsole,
  limits: Profile['wifi'],
  signal: AbortSignal,
) => Promise<FoundNetwork[]>;

/** One language in which a firmware is told its network. */
export interface SpokenDialect {
  configure: ConfigureWifi;
  /** Where the dialect has it. */
  scan?: ScanWifi;
}
