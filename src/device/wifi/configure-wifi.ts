import type { Profile, WifiDialect } from '../../contract/profile.ts';
import { ProvisioningError } from '../../contract/provisioning-error.ts';
import { chooseDialect } from './choose-dialect.ts';
import type { FirmwareConsole } from './firmware-console.ts';
import { DIALECTS } from './spoken-dialects.ts';
import type { Joined, Network } from './wifi-dialect.ts';

/**
 * Tells the running firmware its network in the dialect of the profile, or in the one that it is found to speak. A name
 * or password that would not arrive byte for byte is refused (`ssid-invalid`, `wifi-password-invalid`) before anything
 * is sent.
 */
export async function configureWifi(
  console: FirmwareConsole,
  network: Network,
  limits: Profile['wifi'],
  signal: AbortSignal,
): Promise<Joined & { dialect: WifiDialect }> {
  const { ssid, password } = network;
  const ssidProblem = unsayable(ssid, 32);
  if (ssidProblem !== undefined) throw new ProvisioningError('ssid-invalid', ssidProblem);
  const passwordProblem = password ? unsayable(password.reveal(), 64) : undefined;
  if (passwordProblem !== undefined) {
    throw new ProvisioningError('wifi-password-invalid', passwordProblem);
  }
  const dialect = await chooseDialect(console, limits, signal);
  const joined = await DIALECTS[dialect].configure(console, network, limits, signal);
  return { ...joined, dialect };
}

/** The quoting of each dialect carries everything but these; a line break would even start a command of its own. */
function unsayable(value: string, maxBytes: number): string | undefined {
  if (/\p{Cc}/u.test(value)) {
    return 'it contains a control character, for instance a line break';
  }
  if (!value.isWellFormed()) return 'it contains half a character, which UTF-8 cannot carry';
  const bytes = new TextEncoder().encode(value).length;
  return bytes > maxBytes ? `it has ${bytes} bytes, the limit is ${maxBytes}` : undefined;
}
