import type { Profile, WifiDialect } from '../../contract/profile.ts';
import { ProvisioningError } from '../../contract/provisioning-error.ts';
import { chooseDialect } from './choose-dialect.ts';
import type { FirmwareConsole } from './firmware-console.ts';
import { DIALECTS } from './spoken-dialects.ts';
import type { FoundNetwork } from './wifi-dialect.ts';

/** The networks that the device sees, the strongest first. Throws `wifi-no-scan` where its dialect has no list. */
export async function scanWifi(
  console: FirmwareConsole,
  limits: Profile['wifi'],
  signal: AbortSignal,
): Promise<{ dialect: WifiDialect; networks: FoundNetwork[] }> {
  const dialect = await chooseDialect(console, limits, signal);
  const { scan } = DIALECTS[dialect];
  if (!scan) throw new ProvisioningError('wifi-no-scan', `the dialect is ${dialect}`);
  const networks = await scan(console, limits, signal);
  return { dialect, networks: strongestOfEach(networks) };
}

/** A network with several access points is one choice. A name that is not broadcast is none. */
function strongestOfEach(networks: readonly FoundNetwork[]): FoundNetwork[] {
  const strongest = new Map<string, FoundNetwork>();
  for (const network of networks.toSorted((one, other) => other.rssi - one.rssi)) {
    if (network.ssid !== '' && !strongest.has(network.ssid)) strongest.set(network.ssid, network);
  }
  return [...strongest.values()];
}
