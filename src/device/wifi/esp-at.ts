import { ProvisioningError } from '../../contract/provisioning-error.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import { ask, order } from './ask.ts';
import { atProbe, atVerdict } from './at-verdict.ts';
import type { FirmwareConsole } from './firmware-console.ts';
import { waitUntilReady } from './wait-until-ready.ts';
import type { ConfigureWifi, FoundNetwork, ScanWifi } from './wifi-dialect.ts';

const STATION_ADDRESS = /^\+CIFSR:STAIP,"(\d{1,3}(?:\.\d{1,3}){3})"$/;
const JOIN_ERROR = /^\+CWJAP:(\d+)$/;
const ADDRESS_INTERVAL_MS = 500;

/** ESP-AT, Wi-Fi AT commands, AT+CWJAP: "for reference only". 4 is a connection that failed. */
const JOIN_ERRORS: Readonly<Record<string, ErrorCode>> = {
  1: 'wifi-timeout',
  2: 'wifi-wrong-password',
  3: 'wifi-no-such-network',
};

/**
 * Espressif's ESP-AT firmware: echo off, settings kept in flash, station mode, join, and the address as AT+CIFSR tells
 * it. A join is kept over a restart, so there is none.
 */
export const configureEspAt: ConfigureWifi = async (console, network, limits, signal) => {
  const { readyTimeoutMs, commandTimeoutMs: timeoutMs, joinTimeoutMs } = limits;
  await waitUntilReady(console, atProbe(console), readyTimeoutMs, signal);
  for (const text of ['ATE0', 'AT+SYSSTORE=1', 'AT+CWMODE=1']) {
    await order(console, { text, name: text, timeoutMs }, atVerdict, signal);
  }
  const until = performance.now() + joinTimeoutMs;
  const ssid = quoted(network.ssid);
  const join = {
    text: `AT+CWJAP=${ssid},${quoted(network.password?.reveal() ?? '')}`,
    shown: `AT+CWJAP=${ssid},"***"`,
    name: 'AT+CWJAP',
    timeoutMs: joinTimeoutMs,
  };
  const outcome = await ask(console, join, joinOutcome, signal);
  if (outcome instanceof ProvisioningError) throw outcome;
  const missing = new ProvisioningError('wifi-timeout', `nothing within ${joinTimeoutMs} ms`);
  if (outcome === undefined) throw missing;
  let left = until - performance.now();
  do {
    const ip = await stationAddress(console, Math.min(left, timeoutMs), signal);
    if (ip !== undefined) return { ip };
    left = until - performance.now();
    await console.waitFor(() => undefined, Math.min(left, ADDRESS_INTERVAL_MS), signal);
  } while (left > 0);
  return { ip: null, missing };
};

/** AT+CWLAP lists the networks, then says OK. It needs station mode, which is not kept over a restart here. */
export const scanByEspAt: ScanWifi = async (console, limits, signal) => {
  const { readyTimeoutMs, commandTimeoutMs: timeoutMs, joinTimeoutMs } = limits;
  await waitUntilReady(console, atProbe(console), readyTimeoutMs, signal);
  for (const text of ['ATE0', 'AT+SYSSTORE=0', 'AT+CWMODE=1']) {
    await order(console, { text, name: text, timeoutMs }, atVerdict, signal);
  }
  const networks: FoundNetwork[] = [];
  const list = { text: 'AT+CWLAP', name: 'AT+CWLAP', timeoutMs: joinTimeoutMs };
  await order(
    console,
    list,
    (line) => {
      const network = foundNetwork(line);
      if (network) networks.push(network);
      return network ? undefined : atVerdict(line);
    },
    signal,
  );
  return networks;
};

// <ecn>,"<ssid>",<rssi>,"<mac>",<channel>,... A quote or comma of the name is not escaped, so it is read from the right.
const FOUND = /^\+CWLAP:\((\d+),"(.*)",(-?\d+),"[0-9a-f:]{17}"(?:,-?\d+)*\)$/i;
const OPEN = '0';

function foundNetwork(line: string): FoundNetwork | undefined {
  const [, security, ssid, rssi] = FOUND.exec(line) ?? [];
  return ssid === undefined ? undefined : { ssid, rssi: Number(rssi), secured: security !== OPEN };
}

/** ESP-AT, "AT commands with string parameters": in double quotes, a backslash before each `\`, `,` and `"`. */
function quoted(value: string): string {
  return `"${value.replace(/[\\,"]/g, '\\$&')}"`;
}

function joinOutcome(line: string): 'joined' | ProvisioningError | undefined {
  const number = JOIN_ERROR.exec(line)?.[1];
  if (number !== undefined) {
    return new ProvisioningError(JOIN_ERRORS[number] ?? 'wifi-join-failed', line);
  }
  const verdict = atVerdict(line);
  if (verdict === 'refused') return new ProvisioningError('wifi-join-failed', line);
  return verdict && 'joined';
}

/** The station's address, undefined while it has none. */
async function stationAddress(
  console: FirmwareConsole,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const command = { text: 'AT+CIFSR', name: 'AT+CIFSR', timeoutMs };
  const answer = await ask(
    console,
    command,
    (line) => STATION_ADDRESS.exec(line)?.[1] ?? atVerdict(line),
    signal,
  );
  const isAddress = answer !== 'accepted' && answer !== 'refused' && answer !== '0.0.0.0';
  return isAddress ? answer : undefined;
}
