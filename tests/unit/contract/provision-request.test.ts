import { describe, expect, test } from 'vitest';

import { CaUrl, isConfidential } from '../../../src/contract/fields.ts';
import { BUILT_IN_PROFILES } from '../../../src/contract/profile.ts';
import { ProvisionRequest } from '../../../src/contract/run.ts';
import { errorOfFields } from '../../../src/hosts/dispatch.ts';

const good = {
  port: 'COM3',
  ca: { url: 'https://ca.example:8443' },
  wifi: { ssid: 'Line', password: 'SecurePass123' },
};

const RANDOM_PSK = '8f1c2d3e4b5a69780f1e2d3c4b5a697887f6e5d4c3b2a1908a7b6c5d4e3f2a1b';

/** The code and detail under which a request is refused, or `accepted`. */
function verdict(change: Record<string, unknown>): string {
  const { profile = 'spec' } = change;
  const parsed = ProvisionRequest.safeParse({
    ...good,
    ...change,
    profile: typeof profile === 'string' ? BUILT_IN_PROFILES[profile] : profile,
  });
  if (parsed.success) return 'accepted';
  const { code, detail } = errorOfFields(parsed.error);
  return `${code}: ${detail}`;
}

test('a complete request is accepted with the defaults of the specification', () => {
  const request = ProvisionRequest.parse(good);
  expect(request.profile.nvs).toMatchObject({
    namespace: 'deviceprovision',
    offset: 0xa20000,
    size: 0x10000,
  });
  expect(request.chip).toBe('auto');
});

describe('what is refused before a port is opened', () => {
  const wifi = (ssid: string, password: string | null = 'SecurePass123') => ({
    wifi: { ssid, password },
  });
  const profile = (nvs: unknown) => ({ profile: { name: 'p', nvs } });
  test.each([
    [
      'a namespace of 16 bytes',
      profile({ namespace: 'sixteen-bytes-xx' }),
      /^namespace-invalid: .*16 bytes/,
    ],
    ['a namespace outside ASCII', profile({ namespace: 'gerät' }), /^namespace-invalid/],
    ['a PSK of 63 digits', { overrides: { psk: 'a1'.repeat(31) + 'b' } }, /^psk-invalid/],
    ['a PSK of zeros', { overrides: { psk: '0'.repeat(64) } }, /^psk-invalid: .*repeats/],
    [
      "a PSK longer than the profile's",
      { profile: 'zc', overrides: { psk: RANDOM_PSK } },
      /^psk-invalid: .*"zc".* 32 hex digits/,
    ],
    [
      'a profile that writes the address of a CA, without one',
      { profile: 'zc', ca: null },
      /^ca-missing: .*"zc"/,
    ],
    ['a PSK with a line break', { overrides: { psk: `${'a1'.repeat(31)}b\n` } }, /^psk-invalid/],
    ['a UUID that is none', { overrides: { uuid: 'not-a-uuid' } }, /^uuid-invalid/],
    [
      'an SSID of 33 bytes',
      wifi('x'.repeat(33)),
      /^ssid-invalid: it has 33 bytes, the limit is 32/,
    ],
    [
      'a C1 control character in the SSID',
      wifi('Line\u0085'),
      /^ssid-invalid: .*control character/,
    ],
    ['an SSID of 9 emoji, 36 bytes', wifi('😀'.repeat(9)), /^ssid-invalid: it has 36 bytes/],
    ['an empty SSID', wifi(''), /^ssid-invalid/],
    ['a line break in the SSID', wifi('x\r\nAT+REBOOT'), /^ssid-invalid: .*control character/],
    ['a password of 7', wifi('Line', '1234567'), /^wifi-password-invalid: it has 7 characters/],
    ['a password of 64 that is no key', wifi('Line', 'g'.repeat(64)), /^wifi-password-invalid/],
    [
      'a line break in the password',
      wifi('Line', 'secret12\n3'),
      /^wifi-password-invalid: .*control/,
    ],
    ['http to another machine', { ca: { url: 'http://10.0.0.7:8080' } }, /^ca-url-insecure/],
    ['an unknown chip', { chip: 'esp8266' }, /^chip-unknown: "esp8266"; there are: auto, esp32/],
    [
      'an offset off the sectors',
      { nvs: { offset: '0xA20010', size: '0x10000' } },
      /^region-invalid/,
    ],
    ['two pages of NVS', { nvs: { offset: '0xA20000', size: '0x2000' } }, /^region-invalid/],
    ['an offset that is no number', { nvs: { offset: 'zz', size: '0x10000' } }, /^region-invalid/],
    [
      'a reset that the chip has not',
      { chip: 'esp32', before: 'usb-reset' },
      /^bad-request: an ESP32 has no usb-reset; it has default-reset, no-reset/,
    ],
    ['a field that does not exist', { extra: 1 }, /^bad-request/],
  ])('%s', (_what, change, expected) => {
    expect(verdict(change)).toMatch(expected);
  });

  test('a refused secret is not repeated in the message', () => {
    expect(verdict(wifi('Line', 'hünter22'))).not.toContain('nter22');
    expect(verdict({ overrides: { psk: 'deadbeef' } })).not.toContain('deadbeef');
  });
});

describe('what is accepted', () => {
  test.each([
    ['an SSID of 32 bytes', { wifi: { ssid: 'x'.repeat(32), password: 'SecurePass123' } }],
    ['spaces at the ends of the SSID', { wifi: { ssid: '  x  ', password: 'SecurePass123' } }],
    ['a password of 64 hex digits', { wifi: { ssid: 'x', password: 'A1'.repeat(32) } }],
    ['an open network', { wifi: { ssid: 'x', password: null } }],
    ['http on this machine', { ca: { url: 'http://127.0.0.1:8080' } }],
    ['http that was allowed', { ca: { url: 'http://10.0.0.7:8080', allowHttp: true } }],
    ['hex without 0x', { nvs: { offset: 'A20000', size: '10000' } }],
    ["a PSK as long as the profile's", { profile: 'zc', overrides: { psk: RANDOM_PSK.slice(32) } }],
    ['no registration and no Wi-Fi', { ca: null, wifi: null }],
  ])('%s', (_what, change) => {
    expect(verdict(change)).toBe('accepted');
  });
});

test.each([
  ['https://ca.example:8443/', 'https://ca.example:8443'],
  ['https://ca.example//', 'https://ca.example'],
  ['HTTPS://CA.example:443/base/', 'https://ca.example/base'],
  ['https://[::1]:8443', 'https://[::1]:8443'],
  ['https://bücher.example', 'https://xn--bcher-kva.example'],
])('%s is understood as %s', (text, canonical) => {
  expect(CaUrl.parse(text)).toBe(canonical);
});

test.each([
  'ca.example',
  'ftp://ca.example',
  'https://',
  'https://user@ca.example',
  'https://user:pw@ca.example',
  'https://ca.example/?x=1',
  'https://ca.example/#x',
  'https://ca.example:0',
  'https://ca.example\\@evil.example',
  'javascript:alert(1)',
  'file:///etc/passwd',
])('%s is refused as the address of a CA', (text) => {
  expect(CaUrl.safeParse(text).success).toBe(false);
});

test.each([
  ['https://ca.example', true],
  ['http://127.0.0.1:1', true],
  ['http://localhost', true],
  ['http://[::1]', true],
  ['http://127.0.0.1.evil.example', false],
  ['http://10.0.0.1', false],
])('%s keeps the PSK from listeners: %s', (url, expected) => {
  expect(isConfidential(url)).toBe(expected);
});
