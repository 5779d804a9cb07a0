import { expect, test } from 'vitest';

import { encodeNvs } from '../../../embedded/nvs_partition_gen/encode-nvs.ts';
import type { NvsEntry } from '../../../embedded/nvs_partition_gen/nvs-entry.ts';
import type { VirtualEsp32 } from '../../../src/virtual-bench/virtual-esp32/virtual-esp32.ts';
import { instantBench, realBench } from './bench.ts';

const NVS_OFFSET = 0xa2_0000;
const SSID = 'Bench 4';
const PASSWORD = 'correct horse';
const PSK = '3f7a9c2e5b8d4f1a6c9e2b7d5f8a3c6e9b1d4f7a2c5e8b1d4f7a3c6e9b2d5f8a';

const IDENTITY = {
  uuid: '04e4822c-719e-45b0-b360-7e2819faca53',
  psk: PSK,
  device_cert: '-----BEGIN CERTIFICATE-----\n',
  wifi_ssid: SSID,
  wifi_password: PASSWORD,
};

test('the boot log shows what the device read, and none of its secrets', async () => {
  const { board, resetIntoFirmware, until } = instantBench();
  provision(board, IDENTITY);
  resetIntoFirmware();
  const log = await until('AT console ready');
  expect(log).toContain('identity from partition "prov_nvs"');
  expect(log).toContain('UUID: 04e4822c-719e-45b0-b360-7e2819faca53');
  expect(log).toContain('PSK: 64 characters, SHA-256 b3ccf702e7183a6c');
  expect(log).toContain('Certificate: 28 bytes');
  expect(log).toContain('Wi-Fi SSID: Bench 4');
  expect(log).not.toContain(PSK.slice(0, 8));
  expect(log).not.toContain(PASSWORD);
});

test('a device without an identity says so', async () => {
  const { until } = instantBench();
  expect(await until('AT console ready')).toContain('provisioning: not provisioned');
});

test('a damaged page hides the identity', async () => {
  const { board, resetIntoFirmware, until } = instantBench();
  provision(board, IDENTITY);
  board.flash.flipBit(NVS_OFFSET + 8); // version byte: the checksum of the page header is wrong
  resetIntoFirmware();
  expect(await until('AT console ready')).toContain('not provisioned');
});

test('a damaged value is missing, and the log says which', async () => {
  const { board, resetIntoFirmware, until } = instantBench();
  provision(board, IDENTITY);
  board.flash.flipBit(NVS_OFFSET + Buffer.from(board.flash.read(NVS_OFFSET, 0x1000)).indexOf(PSK));
  resetIntoFirmware();
  const log = await until('AT console ready');
  expect(log).toMatch(
    /W \(\d+\) nvs: partition "prov_nvs": deviceprovision\.psk: ESP_ERR_NVS_NOT_FOUND/,
  );
  expect(log).toContain('PSK: none');
  expect(log).toContain(`UUID: ${IDENTITY.uuid}`);
});

test('a partition that cannot be mounted is named, and the identity found in the next', async () => {
  const { board, resetIntoFirmware, until } = instantBench();
  const page = provision(board, IDENTITY).subarray(0, 0x1000);
  for (let number = 0; number < 6; number += 1) board.flash.program(0x9000 + number * 0x1000, page);
  resetIntoFirmware();
  const log = await until('AT console ready');
  expect(log).toContain('nvs: partition "nvs": ESP_ERR_NVS_NO_FREE_PAGES');
  expect(log).toContain('identity from partition "prov_nvs"');
});

test('with Wi-Fi in NVS the device joins by itself', async () => {
  const { board, resetIntoFirmware, until } = instantBench({ wifi: network() });
  provision(board, IDENTITY);
  resetIntoFirmware();
  const log = await until('sta ip:');
  expect(log).toContain('connected with Bench 4');
  expect(log).toMatch(/sta ip: 192\.168\.1\.\d+,/);
});

test.each(['esp32h2', 'esp32p4'] as const)(
  'an %s reads its identity, joins nothing and knows no Wi-Fi command',
  async (chip) => {
    const { board, forget, resetIntoFirmware, send, until } = instantBench({
      chip,
      wifi: network(),
    });
    provision(board, IDENTITY);
    resetIntoFirmware();
    expect(await until('AT console ready')).toContain(`UUID: ${IDENTITY.uuid}`);
    forget();
    send('AT+WIFI_SSID=Bench 4\r\n');
    send('AT+WIFI_PASSWORD=correct horse\r\n');
    send('AT+WIFI_CONNECT\r\n');
    send('AT\r\n');
    const dialogue = await until('\r\nOK\r\n');
    expect(dialogue.match(/^ERROR\r$/gm)).toHaveLength(3);
    expect(dialogue).not.toContain('wifi:');
  },
);

test('the dialogue of the specification ends with an address', async () => {
  const { board, forget, send, until } = await ready({ wifi: network(), echo: false });
  expect(await answerTo('AT')).toBe('OK\r\n');
  expect(await answerTo('AT+WIFI_SSID=Bench 4')).toBe('OK\r\n');
  expect(await answerTo('AT+WIFI_PASSWORD=correct horse')).toBe('OK\r\n');
  forget();
  send('AT+WIFI_CONNECT\r\n');
  const lines = linesOfReply(await until('+WIFI_IP:'));
  expect(lines).toEqual(['OK', 'WIFI CONNECTED', 'WIFI GOT IP', '+WIFI_IP:192.168.1.247']);
  expect(board.commands).toEqual([
    'AT',
    'AT+WIFI_SSID=Bench 4',
    'AT+WIFI_PASSWORD=correct horse',
    'AT+WIFI_CONNECT',
  ]);

  async function answerTo(command: string) {
    forget();
    send(`${command}\r\n`);
    return until('\r\n');
  }
});

test.each([
  [
    'a wrong password',
    { ssid: SSID, password: 'not the one' },
    'reason:15 (4WAY_HANDSHAKE_TIMEOUT)',
  ],
  ['no such network', { ssid: 'elsewhere', password: PASSWORD }, 'reason:201 (NO_AP_FOUND)'],
  ['no password', { ssid: SSID, password: '' }, 'reason:210 (NO_AP_FOUND_W_COMPATIBLE_SECURITY)'],
])('%s fails as on a real one', async (_name, { ssid, password }, reason) => {
  const { send, until } = await ready({ wifi: network() });
  send(`AT+WIFI_SSID=${ssid}\r\nAT+WIFI_PASSWORD=${password}\r\nAT+WIFI_CONNECT\r\n`);
  const text = await until('WIFI DISCONNECT\r\n');
  expect(text).toContain(reason);
  expect(text).not.toContain('WIFI CONNECTED');
});

test('an open network takes who brings no password, and nobody else', async () => {
  const { forget, send, until } = await ready({ wifi: { ssid: SSID, password: null } });
  send(`AT+WIFI_SSID=${SSID}\r\nAT+WIFI_PASSWORD=\r\nAT+WIFI_CONNECT\r\n`);
  await until('+WIFI_IP:');
  forget();
  send('AT+WIFI_PASSWORD=unnecessary\r\nAT+WIFI_CONNECT\r\n');
  expect(await until('WIFI DISCONNECT')).toContain('reason:211');
});

test('a network without DHCP lets in and gives no address', async () => {
  const { send, text, until } = await ready({ wifi: { ...network(), withoutDhcp: true } });
  send(`AT+WIFI_SSID=${SSID}\r\nAT+WIFI_PASSWORD=${PASSWORD}\r\nAT+WIFI_CONNECT\r\n`);
  await until('WIFI CONNECTED');
  await settle();
  expect(text()).not.toContain('WIFI GOT IP');
});

test('joining takes 1.3 s, a wrong password 3.3 s, no network 2.1 s', async () => {
  const { clock, forget, send, text } = realBench({ wifi: network(), echo: false });
  await clock.advance(1000);
  const took = async (end: string) => {
    forget();
    send('AT+WIFI_CONNECT\r\n');
    let ms = 0;
    for (; !text().includes(end) && ms < 10_000; ms += 10) await clock.advance(10);
    return ms / 1000;
  };
  send(`AT+WIFI_SSID=${SSID}\r\nAT+WIFI_PASSWORD=${PASSWORD}\r\n`);
  await clock.advance(100);
  expect(await took('+WIFI_IP:')).toBeCloseTo(1.33, 1);
  send('AT+WIFI_PASSWORD=wrong password\r\n');
  await clock.advance(100);
  expect(await took('WIFI DISCONNECT')).toBeCloseTo(3.28, 1);
  send('AT+WIFI_SSID=elsewhere\r\n');
  await clock.advance(100);
  expect(await took('WIFI DISCONNECT')).toBeCloseTo(2.06, 1);
});

test('a slow network lets in late', async () => {
  const { clock, send, text } = realBench({ wifi: { ...network(), slowerByMs: 20_000 } });
  await clock.advance(1000);
  send(`AT+WIFI_SSID=${SSID}\r\nAT+WIFI_PASSWORD=${PASSWORD}\r\nAT+WIFI_CONNECT\r\n`);
  await clock.advance(20_000);
  expect(text()).not.toContain('WIFI CONNECTED');
  await clock.advance(2000);
  expect(text()).toContain('WIFI GOT IP');
});

test('everything after the = is the value, byte for byte', async () => {
  const ssid = ' a,"b"=c\\ é';
  const { send, until } = await ready({ wifi: { ssid, password: null } });
  send(`AT+WIFI_SSID=${ssid}\r\nAT+WIFI_CONNECT\r\n`);
  await until('WIFI GOT IP');
});

test.each([
  ['an SSID of 33 bytes', `AT+WIFI_SSID=${'é'.repeat(16)}x`],
  ['an empty SSID', 'AT+WIFI_SSID='],
  ['a password of 7', 'AT+WIFI_PASSWORD=1234567'],
  ['a password of 64 that is no key', `AT+WIFI_PASSWORD=${'g'.repeat(64)}`],
  ['a connect without an SSID', 'AT+WIFI_CONNECT'],
  ['a command in lower case', 'at'],
  ['a command that does not exist', 'AT+GMR'],
  ['a line without an end in sight', 'A'.repeat(5000)],
])('%s is an ERROR', async (_name, command) => {
  const { send, until } = await ready({ echo: false });
  send(`${command}\r\n`);
  expect(await until('\r\n')).toBe('ERROR\r\n');
});

test.each([
  ['an SSID of 32 bytes', `AT+WIFI_SSID=${'é'.repeat(16)}`],
  ['a password of 8', 'AT+WIFI_PASSWORD=12345678'],
  ['a password of 63', `AT+WIFI_PASSWORD=${'g'.repeat(63)}`],
  ['a key of 64 hex digits', `AT+WIFI_PASSWORD=${'0aF'.repeat(21)}1`],
])('%s is OK', async (_name, command) => {
  const { send, until } = await ready({ echo: false });
  send(`${command}\r\n`);
  expect(await until('\r\n')).toBe('OK\r\n');
});

test('what is refused changes nothing', async () => {
  const { send, until } = await ready({ wifi: network() });
  send(`AT+WIFI_SSID=${SSID}\r\nAT+WIFI_PASSWORD=${PASSWORD}\r\n`);
  send(`AT+WIFI_SSID=${'x'.repeat(33)}\r\nAT+WIFI_PASSWORD=short\r\nAT+WIFI_CONNECT\r\n`);
  await until('WIFI GOT IP');
});

test('a command may end in CR, in LF, or in both', async () => {
  const { board, send, until } = await ready({ echo: false });
  send('AT\rAT\nAT\r\n');
  await until('OK\r\nOK\r\nOK\r\n');
  expect(board.commands).toEqual(['AT', 'AT', 'AT']);
});

test('what is typed comes back before the reply, unless echo is off', async () => {
  const { send, until } = await ready();
  send('AT\r\n');
  expect(await until('OK')).toBe('AT\r\nOK\r\n');
});

test('log lines get between a command and its reply where that is asked for', async () => {
  const { send, until } = await ready({ logNoise: 'between', echo: false });
  send('AT\r\n');
  expect(await until('OK')).toMatch(/^I \(\d+\) wifi: <ba-add>.*\r\nOK\r\n$/);
});

test('a reboot answers, starts over, and forgets what was not in NVS', async () => {
  const { board, forget, send, until } = await ready({ wifi: network(), echo: false });
  send(`AT+WIFI_SSID=${SSID}\r\n`);
  await until('OK');
  forget();
  send('AT+REBOOT\r\n');
  const text = await until('AT console ready');
  expect(text).toMatch(/^OK\r\nESP-ROM:.*\r\n.*\r\nrst:0x3 \(RTC_SW_SYS_RST\),boot:0x8/);
  forget();
  send('AT+WIFI_CONNECT\r\n');
  expect(await until('\r\n')).toBe('ERROR\r\n');
  expect(board.flash.read(NVS_OFFSET, 0x1_0000).every((byte) => byte === 0xff)).toBe(true);
});

test('a new attempt silences the one before', async () => {
  const { clock, send, text } = realBench({ wifi: network(), echo: false });
  await clock.advance(1000);
  send('AT+WIFI_SSID=elsewhere\r\nAT+WIFI_CONNECT\r\n');
  await clock.advance(500);
  send(`AT+WIFI_SSID=${SSID}\r\nAT+WIFI_PASSWORD=${PASSWORD}\r\nAT+WIFI_CONNECT\r\n`);
  await clock.advance(10_000);
  expect(text()).not.toContain('WIFI DISCONNECT');
  expect(text()).toContain('WIFI GOT IP');
});

test('silent firmware boots and never answers', async () => {
  const { board, forget, resetIntoFirmware, send, text, until } = instantBench({
    firmware: 'silent',
  });
  resetIntoFirmware();
  await until('Disabling RNG early entropy source');
  await settle();
  forget();
  send('AT\r\n');
  await settle();
  expect(text()).toBe('');
  expect(board.commands).toEqual([]);
});

function network() {
  return { ssid: SSID, password: PASSWORD };
}

async function ready(options: Parameters<typeof instantBench>[0] = {}) {
  const bench = instantBench(options);
  await bench.until('AT console ready');
  bench.forget();
  return bench;
}

function provision(board: VirtualEsp32, values: Record<string, string>): Uint8Array {
  const entries = Object.entries(values).map(([key, value]): NvsEntry => ({
    namespace: 'deviceprovision',
    key,
    type: 'string',
    value,
  }));
  const image = encodeNvs(entries, { size: 0x1_0000 });
  board.flash.program(NVS_OFFSET, image);
  return image;
}

/** The lines that are no log lines. */
function linesOfReply(text: string): string[] {
  return text.split('\r\n').filter((line) => line !== '' && !/^[IWE] \(\d+\)/.test(line));
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
