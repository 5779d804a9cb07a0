import { ProvisioningError } from '../../contract/provisioning-error.ts';
import type { FirmwareConsole } from './firmware-console.ts';
import {
  encodeImprovPacket,
  IMPROV_TYPE,
  ImprovReader,
  type ImprovPacket,
} from './improv-packet.ts';
import { ACCEPTED, waitForAddress, type JoinOutcome } from './wait-for-address.ts';
import { waitUntilReady, type Probe } from './wait-until-ready.ts';
import type { ConfigureWifi, FoundNetwork, Network, ScanWifi } from './wifi-dialect.ts';

// Improv Wi-Fi, serial protocol: commands and errors.
const SET_WIFI = 1;
const CURRENT_STATE = 2;
const SCAN = 4;

const STATE = /^improv state /;
/** It joins, or has joined: it took the network. */
const JOINING = /^improv state [34]$/;
const ERROR = /^improv error (\d+)$/;
/** The result of our command and no other: a device that was provisioned before tells its old address by itself. */
const JOINED = new RegExp(
  `^improv result ${SET_WIFI} https?://(\\d{1,3}(?:\\.\\d{1,3}){3})(?![\\w.-])`,
);

/**
 * Improv over serial, as ESPHome, Tasmota and WLED speak it: packets between the lines of the log. The address is the
 * one in the URL of the result, or, where the device sends none, the one in its log.
 */
export const configureImprov: ConfigureWifi = async (console, network, limits, signal) => {
  const untap = readPackets(console);
  try {
    await waitUntilReady(console, improvProbe(console), limits.readyTimeoutMs, signal);
    console.clear(); // what was reported before our command is no proof
    await console.sendBytes(setWifi(network), `improv set Wi-Fi ${network.ssid} ***`);
    const join = {
      ssid: network.ssid,
      timeoutMs: limits.joinTimeoutMs,
      ownOutcome: joinOutcome,
      accepted: false,
    };
    return await waitForAddress(console, join, signal);
  } finally {
    untap();
  }
};

/** The networks come one a result, in any order; an empty result ends the list. */
export const scanByImprov: ScanWifi = async (console, limits, signal) => {
  const untap = readPackets(console);
  try {
    await waitUntilReady(console, improvProbe(console), limits.readyTimeoutMs, signal);
    console.clear();
    const networks: FoundNetwork[] = [];
    await console.sendBytes(command(SCAN, []), 'improv scan');
    const ended = await console.waitFor(
      (line) => {
        const network = foundNetwork(line);
        if (network) networks.push(network);
        return line === `improv result ${SCAN}` ? 'complete' : scanRefusal(line);
      },
      limits.joinTimeoutMs,
      signal,
    );
    if (ended === 'refused') throw new ProvisioningError('wifi-command-refused', 'scan');
    if (ended === undefined) throw new ProvisioningError('wifi-no-console', 'no end of the scan');
    return networks;
  } finally {
    untap();
  }
};

/** From now on each packet is a line of the console; returns the end of it. */
export function readPackets(console: FirmwareConsole): () => void {
  const reader = new ImprovReader();
  return console.tap((bytes) => reader.receive(bytes).map(asLine));
}

const FOUND = new RegExp(`^improv result ${SCAN} (.*) (-?\\d+) (YES|NO)$`, 's');

function foundNetwork(line: string): FoundNetwork | undefined {
  const [, ssid, rssi, secured] = FOUND.exec(line) ?? [];
  return ssid === undefined ? undefined : { ssid, rssi: Number(rssi), secured: secured !== 'NO' };
}

function scanRefusal(line: string): 'refused' | undefined {
  const error = ERROR.exec(line)?.[1] ?? '0';
  return error === '0' ? undefined : 'refused';
}

export function improvProbe(console: FirmwareConsole): Probe {
  const request = command(CURRENT_STATE, []);
  return {
    name: 'the Improv state request',
    send: () => console.sendBytes(request, 'improv state?'),
    isAnswer: (line) => STATE.test(line),
  };
}

function setWifi({ ssid, password }: Network): Uint8Array {
  return command(
    SET_WIFI,
    [ssid, password?.reveal() ?? ''].flatMap((text) => {
      const bytes = new TextEncoder().encode(text);
      return [bytes.length, ...bytes];
    }),
  );
}

function command(code: number, parameters: number[]): Uint8Array {
  const data = Uint8Array.of(code, parameters.length, ...parameters);
  return encodeImprovPacket({ type: IMPROV_TYPE.command, data });
}

/** A packet as one line of the log: `improv state 4`, `improv result 1 http://192.168.1.150`. */
function asLine({ type, data }: ImprovPacket): string {
  const [first = 0] = data;
  if (type === IMPROV_TYPE.state) return `improv state ${first}`;
  if (type === IMPROV_TYPE.error) return `improv error ${first}`;
  if (type === IMPROV_TYPE.result) return `improv result ${[first, ...strings(data)].join(' ')}`;
  return `improv packet of type ${type}`;
}

/** What a result holds after its command and its total length: texts, each after its length. */
function strings(data: Uint8Array): string[] {
  const texts: string[] = [];
  for (let at = 2; at < data.length;) {
    const end = at + 1 + (data[at] ?? 0);
    texts.push(new TextDecoder().decode(data.subarray(at + 1, end)));
    at = end;
  }
  return texts;
}

function joinOutcome(line: string): JoinOutcome | undefined {
  const address = JOINED.exec(line)?.[1];
  if (address !== undefined && address !== '0.0.0.0') return address;
  if (JOINING.test(line)) return ACCEPTED;
  switch (ERROR.exec(line)?.[1]) {
    case undefined:
    case '0':
      return undefined;
    case '1': // invalid packet
    case '2': // unknown command
      return new ProvisioningError('wifi-command-refused', line);
    default: // 3 is "unable to connect", for whatever reason
      return new ProvisioningError('wifi-join-failed', line);
  }
}
