import { expect, test } from 'vitest';

import { BUILT_IN_PROFILES, Profile } from '../../../src/contract/profile.ts';

test("zc is the contract of the original toolkit's firmware", () => {
  expect(BUILT_IN_PROFILES['zc']).toMatchObject({
    nvs: {
      namespace: 'zc',
      offset: 0xa2_0000,
      size: 0x1_0000,
      keys: {
        uuid: 'global_uuid',
        psk: 'psk_secret',
        certificate: null,
        caUrl: 'ca_service_url',
        wifiSsid: 'wifi_ssid',
        wifiPassword: 'wifi_password',
      },
    },
    identity: { uuidScheme: 'zc-v5', pskBytes: 16 },
    wifi: { dialect: 'console' },
  });
});

test('two values under one key are refused: the second would replace the first', () => {
  const { error } = Profile.safeParse({ name: 'p', nvs: { keys: { psk: 'id', uuid: 'id' } } });
  expect(error?.issues).toMatchObject([
    { path: ['nvs', 'keys', 'psk'], message: expect.stringContaining('"id"') as string },
  ]);
});

test('two values that the firmware has no place for do not collide', () => {
  const keys = { certificate: null, caUrl: null };
  expect(Profile.safeParse({ name: 'p', nvs: { keys } }).success).toBe(true);
});
