import fc from 'fast-check';
import { expect, test } from 'vitest';

import { anyNetwork, converse, PATIENT, RANDOM_NETWORKS } from './dialogue.ts';
import { ScriptedLine } from './scripted-line.ts';

// Improv Wi-Fi, serial protocol: the examples, byte by byte.
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const STATE_REQUEST = hex('49 4D 50 52 4F 56 01 03 02 02 00 E5 0A');
const SET_WIFI = hex(
  '49 4D 50 52 4F 56 01 03 20 01 1E 0C 4D 79 57 69 72 65 6C 65 73 73 41 50 10 6D 79 73 65 63 75 72 65 70 61 73 73 77 6F 72 64 C1 0A',
);
const READY = hex('49 4D 50 52 4F 56 01 01 01 02 E2');
const PROVISIONED = hex('49 4D 50 52 4F 56 01 01 01 04 E4');
const UNABLE = hex('49 4D 50 52 4F 56 01 02 01 03 E4');
const URL_RESULT = Buffer.concat([
  hex('49 4D 50 52 4F 56 01 04 17 01 15 14'),
  Buffer.from('http://192.168.1.150'),
  hex('07'),
]);
/** The same as an answer to the state request. */
const OLD_URL = Buffer.concat([
  hex('49 4D 50 52 4F 56 01 04 17 02 15 14'),
  Buffer.from('http://192.168.1.150'),
  hex('08'),
]);
const UNKNOWN_COMMAND = hex('49 4D 50 52 4F 56 01 02 01 02 E3');
const NO_URL = hex('49 4D 50 52 4F 56 01 04 03 01 01 00 E6');

const network = { ssid: 'MyWirelessAP', password: 'mysecurepassword' };

/** A device that answers the state request with `state`, anything else with `joined`; `sent` is what it received. */
function device(joined: (string | Uint8Array)[], state: Uint8Array[] = [READY]) {
  const sent: Buffer[] = [];
  const line = new ScriptedLine((_text, reply, bytes) => {
    sent.push(Buffer.from(bytes));
    for (const part of STATE_REQUEST.equals(bytes) ? state : joined) reply(part);
  });
  return { line, sent };
}

/** Name and password of a set-Wi-Fi packet, by the protocol's own offsets. */
function parse(packet: Buffer): string[] {
  const body = packet.subarray(0, -2);
  const sum = body.reduce((total, byte) => (total + byte) % 256, 0);
  const nameEnd = 12 + packet.readUInt8(11);
  const lengths = [packet.length - 11, packet.length - 13, packet.length - nameEnd - 3];
  expect(packet.subarray(0, 8)).toEqual(hex('49 4D 50 52 4F 56 01 03'));
  expect([packet[8], packet[10], packet[nameEnd]]).toEqual(lengths);
  expect([packet[9], packet.at(-2), packet.at(-1)]).toEqual([1, sum, 0x0a]);
  return [
    packet.toString('utf8', 12, nameEnd),
    packet.toString('utf8', nameEnd + 1, packet.length - 2),
  ];
}

test("exactly the packets of the protocol's own examples are sent, and the address is the URL's", async () => {
  const { line, sent } = device([PROVISIONED, URL_RESULT]);
  const { outcome, log } = await converse(line, 'improv', network);
  expect(outcome).toBe('192.168.1.150');
  expect(sent).toEqual([STATE_REQUEST, SET_WIFI]);
  expect(log).not.toContain(network.password);
});

test('packets are found between log lines, in pieces, after a damaged one', async () => {
  const damaged = Buffer.from(URL_RESULT).fill(0x39, 20, 21);
  const pieces = [...URL_RESULT].map((byte) => Uint8Array.of(byte));
  const { line } = device(['I (9) IMPROV: joining\r\n', damaged, 'I (10) IMP', ...pieces]);
  expect((await converse(line, 'improv', network)).outcome).toBe('192.168.1.150');
});

test('the address that a device had before our command is no proof', async () => {
  const { line } = device([PROVISIONED, OLD_URL], [PROVISIONED, OLD_URL]);
  expect((await converse(line, 'improv', network)).outcome).toBe('wifi-timeout');
});

test('a device without a URL proves its address in its log', async () => {
  const { line } = device([
    NO_URL,
    'I (900) esp_netif_handlers: sta ip: 10.0.0.5, mask: 255.0.0.0\r\n',
  ]);
  expect((await converse(line, 'improv', network)).outcome).toBe('10.0.0.5');
});

test('random names and passwords arrive as they are, in one packet', async () => {
  const property = fc.asyncProperty(anyNetwork, async (values) => {
    const { line, sent } = device([URL_RESULT]);
    expect((await converse(line, 'improv', values, PATIENT)).outcome).toBe('192.168.1.150');
    const [request, setWifi = Buffer.alloc(0), ...rest] = sent;
    expect([request, ...rest]).toEqual([STATE_REQUEST]);
    expect(parse(setWifi)).toEqual([values.ssid, values.password ?? '']);
  });
  await fc.assert(property, { numRuns: RANDOM_NETWORKS });
});

test.each([
  ['unable to connect', [UNABLE], 'wifi-join-failed'],
  ['unable to connect, and the log says why', ['AUTH_FAIL\r\n', UNABLE], 'wifi-wrong-password'],
  ['an unknown command', [UNKNOWN_COMMAND], 'wifi-command-refused'],
  ['provisioned, without an address', [PROVISIONED, NO_URL], 'wifi-timeout'],
])('%s', async (_what, joined, code) => {
  expect((await converse(device(joined).line, 'improv', network)).outcome).toBe(code);
});

test('a device without Improv', async () => {
  const { line } = device([], []);
  expect((await converse(line, 'improv', network)).outcome).toBe('wifi-no-console');
});
