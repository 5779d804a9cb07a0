import { isIPv4 } from 'node:net';

import { ProvisioningError } from '../../contract/provisioning-error.ts';
import { atVerdict } from './at-verdict.ts';
import type { FirmwareConsole } from './firmware-console.ts';
import type { Joined } from './wifi-dialect.ts';

const DOTTED = /(?<![\d.])\d+(?:\.\d+){3}(?!\w|\.\d)/g;
const IP = /(?:\b|_)(?:STA)?IP\b/i;
const ITS_OWN = /got[ _]IP|STA[ _]?IP|WIFI_IP/i;
/** Words before an address that is somebody else's, or that the device has no longer. */
const NOT_ITS_OWN =
  /\b(?:lost|last|old|previous|conflict\w*|broker|server|gateway|gw|dns|remote)\b|soft-?AP|WIFI_AP|\bAP[ _-]?IP\b/i;
/** RFC 6890: this host, loopback, and what a device gives itself where no DHCP server answers. */
const ON_NO_NETWORK = /^(?:0|127|169\.254|22[4-9]|2[3-5]\d)\./;

// wifi_err_reason_t, esp_wifi_types_generic.h: 2 AUTH_EXPIRE, 15 4WAY_HANDSHAKE_TIMEOUT, 201 NO_AP_FOUND,
// 202 AUTH_FAIL, 204 HANDSHAKE_TIMEOUT.
const WRONG_PASSWORD =
  /(?:AUTH|HANDSHAKE|4WAY)\w*(?:FAIL|TIMEOUT|EXPIRE)|reason[:= ]+(?:2|15|202|204)\b/i;
const NO_SUCH_NETWORK = /NO_AP_FOUND|No AP found|reason[:= ]+201\b/i;

const RETRY_GRACE_MS = 3_000; // drivers try a failed handshake again by themselves before they give up
const ASK_INTERVAL_MS = 1_000;

export interface Join {
  ssid: string;
  timeoutMs: number;
  /** For a firmware that tells its address only when asked. */
  ask?: () => Promise<void>;
  /** What a dialect reads in its own lines; `wifi-join-failed` is its last word. */
  ownOutcome?: (line: string) => JoinOutcome | undefined;
  /** Whether the firmware has accepted the network before this begins. */
  accepted: boolean;
}

/** An address, the reason for which there is none, or that the firmware has accepted the network. */
export type JoinOutcome = string | ProvisioningError | typeof ACCEPTED;
export const ACCEPTED = Symbol('accepted');

/**
 * The IPv4 address that the device reports from now on. Throws the reason for which there is none, `wifi-timeout`
 * where it names no reason and has not even accepted the network.
 */
export async function waitForAddress(
  console: FirmwareConsole,
  { ssid, timeoutMs, ask, ownOutcome, accepted }: Join,
  signal: AbortSignal,
): Promise<Joined> {
  // A network may be called `AUTH_FAIL` or `IP 10.0.0.1`; then its name is left out of a line that says more.
  const misleading = joinOutcome(ssid, '') !== undefined;
  const withoutName = (line: string) =>
    misleading && line !== ssid ? line.replaceAll(ssid, '\u0000') : line;
  const read = (line: string) => ownOutcome?.(line) ?? joinOutcome(withoutName(line), ssid);
  const found: Found = { accepted, failure: undefined, giveUpAt: performance.now() + timeoutMs };
  const lastMoment = found.giveUpAt;
  await ask?.();
  for (;;) {
    // What has arrived counts, however late it is looked at.
    const left = Math.max(0, found.giveUpAt - performance.now());
    const patience = ask ? Math.min(left, ASK_INTERVAL_MS) : left;
    const outcome = await console.waitFor(read, patience, signal);
    if (typeof outcome === 'string') return { ip: outcome };
    if (outcome === ACCEPTED) {
      found.accepted = true;
    } else if (outcome) {
      if (outcome.code === 'wifi-join-failed') throw found.failure ?? outcome;
      found.failure ??= outcome;
      found.giveUpAt = Math.min(lastMoment, performance.now() + RETRY_GRACE_MS);
    } else if (performance.now() >= found.giveUpAt) {
      return withoutAddress(found, timeoutMs);
    } else {
      await ask?.(); // only after a silence, so that a firmware that answers at once is not flooded
    }
  }
}

/** What is known while no address is. */
interface Found {
  accepted: boolean;
  failure: ProvisioningError | undefined;
  giveUpAt: number;
}

function withoutAddress({ accepted, failure }: Found, timeoutMs: number): Joined {
  const missing = new ProvisioningError('wifi-timeout', `nothing within ${timeoutMs} ms`);
  if (failure || !accepted) throw failure ?? missing;
  return { ip: null, missing };
}

/** What any firmware's line says about the join. `wifi-join-failed` is the firmware's last word on it. */
function joinOutcome(line: string, ssid: string): JoinOutcome | undefined {
  const address = addressIn(line, ssid);
  if (address !== undefined) return address;
  if (WRONG_PASSWORD.test(line)) return new ProvisioningError('wifi-wrong-password', line);
  if (NO_SUCH_NETWORK.test(line)) return new ProvisioningError('wifi-no-such-network', line);
  switch (atVerdict(line)) {
    case 'refused':
      return new ProvisioningError('wifi-join-failed', line);
    case 'accepted':
      return ACCEPTED;
    case undefined:
      return undefined;
  }
}

/** The address that the device says it has in this line; the name of its network says nothing of whose it is. */
function addressIn(line: string, ssid: string): string | undefined {
  for (const { 0: address, index } of line.matchAll(DOTTED)) {
    const before = line.slice(0, index);
    if (!IP.test(before) || !isIPv4(address) || ON_NO_NETWORK.test(address)) continue;
    const words = ssid === '' ? before : before.replaceAll(ssid, ' ');
    if (ITS_OWN.test(words) || !NOT_ITS_OWN.test(words)) return address;
  }
  return undefined;
}
