import { describe, expect, test } from 'vitest';

import { isSecretName, isSecretValue } from '../../../src/provisioning/nvs/is-secret-value.ts';

describe('a value that is shown as ***', () => {
  test.each([
    'psk',
    'psk_secret',
    'wifi_password',
    'sta.pswd',
    'sta.apsw',
    'wifi_pw',
    'pw',
    'api_key',
  ])('by its name: %s', (key) => {
    expect(isSecretName(key)).toBe(true);
  });

  test.each(['uuid', 'wifi_ssid', 'device_cert', 'opwm', 'boot_count'])('is not %s', (key) => {
    expect(isSecretName(key)).toBe(false);
  });

  test.each([
    ['32 hex digits', 'string', Buffer.from(`${'0123456789abcdef'.repeat(2)}\0`), true],
    ['a private key', 'string', Buffer.from('-----BEGIN PRIVATE KEY-----\0'), true],
    ['32 bytes', 'blob', Buffer.alloc(32), true],
    ['a name', 'string', Buffer.from('Hall 6\0'), false],
    ['33 bytes', 'blob', Buffer.alloc(33), false],
    ['a number', 'u32', Buffer.alloc(4), false],
  ] as const)('by its looks: %s', (_what, type, bytes, secret) => {
    expect(isSecretValue({ namespace: 'app', key: 'value', type, bytes })).toBe(secret);
  });
});
