import { expect, test } from 'vitest';

import { Profile } from '../../../src/contract/profile.ts';
import { ProvisionRequest } from '../../../src/contract/run.ts';
import { EMPTY_FORM, type FormValues } from '../../../src/renderer/form/form-values.ts';
import { provisionRequest } from '../../../src/renderer/form/provision-request.ts';

const PSK = '3f7a9c2e5b8d4f1a6c9e2b7d5f8a3c6e9b1d4f7a2c5e8b1d4f7a3c6e9b2d5f8a';
const FORM: FormValues = {
  ...EMPTY_FORM,
  port: 'COM3',
  caUrl: 'https://ca.example:8443',
  ssid: 'Line',
  password: 'SecurePass123',
};
const SPEC = Profile.parse({ name: 'spec' });

/** The request as the program parses it, once it has crossed a wire that carries JSON. */
function asReceived(change: Partial<FormValues>, profile = SPEC): ProvisionRequest {
  const sent = JSON.stringify(provisionRequest({ ...FORM, ...change }, profile));
  return ProvisionRequest.parse(JSON.parse(sent));
}

test('what is left empty is the profile’s', () => {
  expect(asReceived({})).toMatchObject({ port: 'COM3', chip: 'auto', includeCredentials: true });
  expect(asReceived({})).not.toHaveProperty('nvs');
  expect(asReceived({})).not.toHaveProperty('baud');
});

test('an offset alone goes with the size of the profile', () => {
  expect(asReceived({ nvsOffset: '9000' }).nvs).toEqual({ offset: 0x9000, size: 0x10000 });
});

test('a partition goes by its label, and then there is no region and no override beside it', () => {
  const request = asReceived({ partition: 'prov_nvs', overridePartitionCheck: true });
  expect(request.partition).toBe('prov_nvs');
  expect(request).not.toHaveProperty('nvs');
  expect(request).not.toHaveProperty('overridePartitionCheck');
});

test('the override goes along with offset and size, not with a label of the profile', () => {
  const labelled = Profile.parse({ name: 'spec', nvs: { partition: 'prov_nvs' } });
  const override = { overridePartitionCheck: true };
  expect(asReceived(override)).toMatchObject(override);
  expect(asReceived(override, labelled)).not.toHaveProperty('overridePartitionCheck');
  expect(asReceived({ ...override, nvsOffset: '0x300000' }, labelled)).toMatchObject({
    ...override,
    nvs: { offset: 0x300000 },
  });
});

test('a firmware is named by its id', () => {
  const firmware = { id: 'firmware-1', name: 'app.bin', sha256: '', builds: [] };
  expect(asReceived({ firmware }).firmware).toBe('firmware-1');
  expect(asReceived({})).not.toHaveProperty('firmware');
});

test('the key of a board goes along where its settings are encrypted', () => {
  const fused = Profile.parse({ name: 'fused', nvs: { encryption: 'hmac' } });
  const nvsKey = 'a1'.repeat(32);
  const byDialogue = { includeCredentials: false, wifiOnlyBy: 'dialogue' } as const;
  expect(asReceived({ nvsKey }, fused).nvsKey?.reveal()).toBe(nvsKey);
  expect(asReceived({ nvsKey })).not.toHaveProperty('nvsKey');
  expect(asReceived({ nvsKey, ...byDialogue }, fused)).not.toHaveProperty('nvsKey');
});

test('secrets reach the program whole', () => {
  const { wifi, overrides } = asReceived({ psk: PSK });
  expect(wifi?.password?.reveal()).toBe('SecurePass123');
  expect(overrides.psk?.reveal()).toBe(PSK);
});

test('a token and a CA certificate go along where there are any', () => {
  const caCertificate = { name: 'ca.pem', pem: 'PEM', subject: 'CN=Bench CA', validTo: '' };
  const { ca } = asReceived({ caToken: 'bench-7', caCertificate });
  expect(ca?.token?.reveal()).toBe('bench-7');
  expect(ca?.trust).toBe('PEM');
  expect(asReceived({}).ca).not.toHaveProperty('token');
  expect(asReceived({}).ca).not.toHaveProperty('trust');
});

test('an open network has no password, even if one was typed before', () => {
  expect(asReceived({ openNetwork: true }).wifi).toEqual({ ssid: 'Line', password: null });
});

test('Wi-Fi only sends no credentials and names no CA', () => {
  const request = asReceived({ includeCredentials: false, psk: PSK });
  expect(request).toMatchObject({ includeCredentials: false, ca: null });
  expect(request.overrides).toEqual({});
});

test('http is allowed by the tick or by the profile, else not', () => {
  const allowed = Profile.parse({ name: 'spec', ca: { allowHttp: true } });
  expect(asReceived({ caUrl: 'http://ca.example', allowHttp: true }).ca?.allowHttp).toBe(true);
  expect(asReceived({ caUrl: 'http://ca.example' }, allowed).ca?.allowHttp).toBe(true);
  expect(() => asReceived({ caUrl: 'http://ca.example' })).toThrow();
});

test('Wi-Fi only goes the way that was chosen, else that of the profile', () => {
  const only = { includeCredentials: false };
  const byPartition = Profile.parse({ name: 'own', wifi: { onlyBy: 'partition' } });
  expect(asReceived(only).wifiOnlyBy).toBe('dialogue');
  expect(asReceived(only, byPartition).wifiOnlyBy).toBe('partition');
  expect(asReceived({ ...only, wifiOnlyBy: 'partition' }).wifiOnlyBy).toBe('partition');
  expect(asReceived({ wifiOnlyBy: 'partition' })).not.toHaveProperty('wifiOnlyBy');
});
