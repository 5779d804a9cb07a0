import { expect, test } from 'vitest';

import { BUILT_IN_PROFILES } from '../../../src/contract/profile.ts';
import { ProvisioningError } from '../../../src/contract/provisioning-error.ts';
import { profileSchema, profileText, readProfileText } from '../../../src/hosts/profile-file.ts';

/** Code and sentences of a refusal. */
function refusal(profile: unknown): string {
  const text = typeof profile === 'string' ? profile : JSON.stringify(profile);
  try {
    return readProfileText(text).name;
  } catch (error) {
    return error instanceof ProvisioningError ? `${error.code}: ${error.message}` : String(error);
  }
}

test.each([
  [
    'a dialect that does not exist',
    { name: 'p', wifi: { dialect: 'at' } },
    'profile-invalid: wifi.dialect is "at"; it must be one of spec-at, esp-at, improv, console, detect',
  ],
  [
    'a time limit that is too short',
    { name: 'p', wifi: { joinTimeoutMs: 1 } },
    'profile-invalid: wifi.joinTimeoutMs is 1; the least is 100',
  ],
  [
    'a text where a number belongs',
    { name: 'p', serial: { baud: 'fast' } },
    'profile-invalid: serial.baud is "fast"; it must be a number',
  ],
  [
    'a field that does not exist',
    { name: 'p', nvs: { keys: { mac: 'x' } } },
    'profile-invalid: nvs.keys has no field "mac"; there are uuid, psk, certificate, caUrl, wifiSsid, wifiPassword',
  ],
  ['no name', {}, 'profile-invalid: name is missing; it must be a text'],
  [
    'a name in upper case',
    { name: 'Product' },
    'profile-invalid: name is "Product"; allowed are lower-case letters, digits and hyphens, 32 at most',
  ],
  [
    'a namespace that is too long',
    { name: 'p', nvs: { namespace: 'deviceprovisioning' } },
    'namespace-invalid: nvs.namespace: "deviceprovisioning" has 18 bytes; NVS names have 1 to 15, ASCII',
  ],
  [
    'two values under one key',
    { name: 'p', nvs: { keys: { psk: 'uuid' } } },
    'profile-invalid: nvs.keys.psk: "uuid" is the key of uuid already; each value needs a key of its own',
  ],
  [
    'a place in the flash that is no sector',
    { name: 'p', nvs: { offset: '0x300100', overridePartitionCheck: true } },
    'region-invalid: nvs.offset: 0x300100 is no multiple of 0x1000',
  ],
  [
    'a size that NVS cannot write to',
    { name: 'p', nvs: { size: 0x1000 } },
    'region-invalid: nvs.size: 0x1000 is less than 0x3000',
  ],
  [
    'a place beyond every flash',
    { name: 'p', nvs: { size: '0xfffff000' } },
    'region-invalid: nvs.size: 0xfffff000 ends beyond 128 MB',
  ],
  [
    'half a byte',
    { name: 'p', nvs: { size: 24576.5 } },
    'profile-invalid: nvs.size is 24576.5; it must be a whole number of bytes, or hex such as "0xA20000"',
  ],
  [
    'a label that is too long',
    { name: 'p', nvs: { partition: 'seventeen-letters' } },
    'profile-invalid: nvs.partition is "seventeen-letters"; allowed are 1 to 16 printable ASCII characters',
  ],
  [
    'a name that occurs twice',
    '{ "name": "p", "nvs": { "size": 65536, "si\\u007ae": 24576 } }',
    'profile-invalid: "size" occurs twice in one object',
  ],
  ['a list', [], 'profile-invalid: the profile is a list; it must be an object'],
])('%s is refused by its field, what was found and what is allowed', (_what, profile, sentence) => {
  expect(refusal(profile)).toBe(sentence);
});

test('every mistake is named, not the first alone', () => {
  const found = refusal({ name: 'p', wifi: { dialect: 1 }, serial: { baud: 1 } });
  expect(found).toContain('wifi.dialect is 1');
  expect(found).toContain('serial.baud is 1; the least is 9600');
});

test('what is no JSON is said to be none', () => {
  expect(refusal('name: p')).toMatch(/^profile-invalid: it is not JSON: /);
});

test.each(Object.values(BUILT_IN_PROFILES))('$name is the same after a file', (profile) => {
  const { $schema, ...read } = readProfileText(profileText(profile));
  expect(read).toEqual(profile);
  expect($schema).toBe('https://esp32-provisioner.example/profile.schema.json');
});

test('the JSON Schema knows every field, and which are needed', () => {
  expect(profileSchema()).toMatchObject({
    $id: 'https://esp32-provisioner.example/profile.schema.json',
    required: ['name'],
    additionalProperties: false,
    properties: {
      wifi: {
        properties: { dialect: { default: 'spec-at', enum: expect.any(Array) as string[] } },
      },
      nvs: { properties: { keys: { additionalProperties: false } } },
    },
  });
});
