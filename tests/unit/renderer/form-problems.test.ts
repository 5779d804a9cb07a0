import { expect, test } from 'vitest';

import { Profile } from '../../../src/contract/profile.ts';
import { formProblems } from '../../../src/renderer/form/form-problems.ts';
import { EMPTY_FORM, type FormValues } from '../../../src/renderer/form/form-values.ts';
import type { PortStatus } from '../../../src/renderer/form/port-status.ts';

const GOOD: FormValues = {
  ...EMPTY_FORM,
  port: '/dev/ttyUSB0',
  caUrl: 'https://ca.example:8443',
  ssid: 'Line',
  password: 'SecurePass123',
};
const UUID = '04e4822c-719e-45b0-b360-7e2819faca53';
const SPEC = Profile.parse({ name: 'spec' });

function problemsOf(
  change: Partial<FormValues>,
  { profile = SPEC, port = 'ready' }: { profile?: Profile; port?: PortStatus } = {},
): string[] {
  const problems = formProblems({ ...GOOD, ...change }, { profile, port });
  return problems.map(({ field, code }) => `${field}: ${code}`);
}

test('a complete form has no problem', () => {
  expect(problemsOf({})).toEqual([]);
});

test.each<[string, Partial<FormValues>, string]>([
  ['a profile that has gone', { profile: 'zc' }, 'profile: profile-missing'],
  ['an offset off the sectors', { nvsOffset: '0xA20010' }, 'nvsOffset: offset-invalid'],
  ['an offset that is no number', { nvsOffset: 'nvs' }, 'nvsOffset: offset-invalid'],
  ['a size under three pages', { nvsSize: '0x2000' }, 'nvsSize: size-invalid'],
  ['an address of another kind', { port: 'http://bench:1' }, 'port: port-invalid'],
  ['an address without its slashes', { port: 'rfc2217:/bench' }, 'port: port-invalid'],
  ['an address beyond the last TCP port', { port: 'socket://x:70000' }, 'port: port-invalid'],
  ['an address with a space', { port: ' rfc2217://bench' }, 'port: space-around'],
  ['a CA URL with a space', { caUrl: 'https://ca.example ' }, 'caUrl: space-around'],
  ['an offset with a space', { nvsOffset: '0xA20000 ' }, 'nvsOffset: space-around'],
  ['a UUID in braces', { uuid: `{${UUID}}` }, 'uuid: brackets-around'],
  ['a UUID with a space', { uuid: `${UUID} ` }, 'uuid: space-around'],
  ['a PSK with a prefix', { psk: `0x${'0123456789abcdef'.repeat(4)}` }, 'psk: hex-prefix'],
  ['no CA', { caUrl: '' }, 'caUrl: ca-missing'],
  ['a CA URL with a query', { caUrl: 'https://ca.example/?a=b' }, 'caUrl: ca-invalid'],
  ['http to another machine', { caUrl: 'http://ca.example' }, 'allowHttp: ca-insecure'],
  ['a UUID that is none', { uuid: '1234' }, 'uuid: uuid-invalid'],
  ['a PSK that repeats itself', { psk: '00'.repeat(32) }, 'psk: psk-invalid'],
  [
    'a PSK of another length than the profile has',
    { psk: '00112233445566778899aabbccddeeff' },
    'psk: psk-invalid',
  ],
  ['no SSID', { ssid: '' }, 'ssid: ssid-missing'],
  ['an SSID of 33 bytes', { ssid: 'é'.repeat(16) + 'e' }, 'ssid: ssid-long'],
  ['a line break in the SSID', { ssid: 'x\r\nAT+REBOOT' }, 'ssid: ssid-control'],
  ['a token with a space', { caToken: 'bench 7' }, 'caToken: token-invalid'],
  ['no password', { password: '' }, 'password: password-missing'],
  ['a password of 7', { password: '1234567' }, 'password: password-invalid'],
  [
    'both switches off',
    { includeCredentials: false, configureWifi: false },
    'includeCredentials: nothing-to-do',
  ],
])('%s is named at its field', (_what, change, expected) => {
  expect(problemsOf(change)).toEqual([expected]);
});

test.each<[string, Partial<FormValues>]>([
  ['hex without 0x', { nvsOffset: 'A20000', nvsSize: '10000' }],
  ['http within this computer', { caUrl: 'http://127.0.0.1:8080' }],
  ['http with the tick', { caUrl: 'http://ca.example', allowHttp: true }],
  ['an open network without a password', { openNetwork: true, password: '' }],
  ['Wi-Fi only without a CA', { includeCredentials: false, caUrl: '', uuid: 'no' }],
  ['credentials only without a network', { configureWifi: false, ssid: '', password: '' }],
])('%s is fine', (_what, change) => {
  expect(problemsOf(change)).toEqual([]);
});

test.each<[Profile['nvs']['encryption'], Partial<FormValues>, string[]]>([
  ['none', { nvsKey: 'left from another profile' }, []],
  ['hmac', {}, ['nvsKey: nvs-key-missing']],
  ['hmac', { nvsKey: 'a1'.repeat(32) }, []],
  ['hmac', { nvsKey: 'a1'.repeat(64) }, ['nvsKey: nvs-key-invalid']],
  ['hmac', { nvsKey: `0x${'a1'.repeat(32)}` }, ['nvsKey: hex-prefix']],
  ['hmac', { includeCredentials: false, wifiOnlyBy: 'dialogue' }, []],
  ['hmac', { includeCredentials: false, wifiOnlyBy: 'partition' }, ['nvsKey: nvs-key-missing']],
  ['key-partition', {}, []],
  ['key-partition', { nvsKey: 'A1'.repeat(64) }, []],
  ['key-partition', { nvsKey: 'a1'.repeat(32) }, ['nvsKey: nvs-key-invalid']],
  ['key-partition', { nvsKey: `${'a1'.repeat(64)} ` }, ['nvsKey: space-around']],
])('the key of a profile with the encryption %s: %o', (encryption, change, expected) => {
  const profile = Profile.parse({ name: 'spec', nvs: { encryption } });
  expect(problemsOf(change, { profile })).toEqual(expected);
});

test('the profile may bring the URL, and allow http for it', () => {
  const profile = Profile.parse({
    name: 'spec',
    ca: { url: 'http://ca.example', allowHttp: true },
  });
  expect(problemsOf({ caUrl: '' }, { profile })).toEqual([]);
});

test.each<[PortStatus, string[]]>([
  ['ready', []],
  ['remote', []],
  ['typed', []],
  ['unplugged', ['port: port-unplugged']],
  ['none-found', ['port: port-missing']],
  ['none-chosen', ['port: port-missing']],
])('a port of which is known: %s', (port, expected) => {
  expect(problemsOf({}, { port })).toEqual(expected);
});
