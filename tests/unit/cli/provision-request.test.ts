import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { encodeKeyPartition } from '../../../embedded/nvs_partition_gen/key-partition.ts';
import { requests } from '../../../src/contract/channels.ts';
import { Secret } from '../../../src/contract/secret.ts';
import { provisionRequest, type ProvisionFlags } from '../../../src/hosts/cli/provision-request.ts';
import { BENCH_CERTIFICATE } from '../renderer/bench-certificate.ts';
import { refusalOf } from './refusal-of.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** What commander makes of `--port P --no-register --no-wifi`. */
function flags(given: Partial<ProvisionFlags> = {}): ProvisionFlags {
  return {
    port: '/dev/ttyUSB0',
    profile: 'spec',
    chip: 'auto',
    register: false,
    wifi: false,
    confirmWifi: true,
    ...given,
  };
}

function file(content: string | Uint8Array): string {
  const path = join(temporaryFolder(), 'file');
  writeFileSync(path, content);
  return path;
}

describe('the request that the flags mean', () => {
  test('leaves out what was switched off', async () => {
    const request = await provisionRequest(flags());
    expect(request).toMatchObject({ port: '/dev/ttyUSB0', ca: null, wifi: null });
  });

  test('fits the contract', async () => {
    const request = await provisionRequest(flags());
    expect(requests['prov:provision-device'].input.safeParse(request).success).toBe(true);
  });

  test('takes the NVS region from the profile, and from a flag where there is one', async () => {
    const request = await provisionRequest(flags({ nvsOffset: '0x9000' }));
    expect(request.nvs).toEqual({ offset: '0x9000', size: 0x1_0000 });
  });

  test('takes the CA from the profile where no flag names one', async () => {
    const profile = join(temporaryFolder(), 'profile.json');
    writeFileSync(profile, '{ "name": "p", "ca": { "url": "https://ca.example" } }');
    const { ca } = await provisionRequest(flags({ profile, register: true }));
    expect(ca).toMatchObject({ url: 'https://ca.example', allowHttp: false });
  });

  test('takes the trust and the token of the CA from files, the token as a secret', async () => {
    const caCert = file(`Bench CA\n${BENCH_CERTIFICATE}`);
    const caTokenFile = file('t0ken\n');
    const given = { register: true, ca: 'https://ca.example', caCert, caTokenFile };
    const { ca } = await provisionRequest(flags(given));
    expect(ca?.trust?.trim()).toBe(BENCH_CERTIFICATE.trim());
    expect(ca?.token).toEqual(new Secret('t0ken'));
    expect(JSON.stringify(ca)).not.toContain('t0ken');
  });

  test('has a null password for an open network', async () => {
    const { wifi } = await provisionRequest(
      flags({ wifi: true, ssid: 'bench', openNetwork: true }),
    );
    expect(wifi).toEqual({ ssid: 'bench', password: null });
  });

  test('takes the Wi-Fi password and the PSK from files, as secrets', async () => {
    const given = {
      wifi: true,
      ssid: 'bench',
      wifiPasswordFile: file('correct horse\n'),
      pskFile: file('ab\n'),
    };
    const { wifi, overrides } = await provisionRequest(flags(given));
    expect(wifi?.password).toEqual(new Secret('correct horse'));
    expect(overrides?.psk).toEqual(new Secret('ab'));
  });
});

describe('the key of NVS encryption', () => {
  const key = Uint8Array.from({ length: 64 }, (_, at) => (at * 37 + 11) % 251);
  const partition = encodeKeyPartition(key);
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

  test.each([
    ['64 bytes', key, hex(key)],
    ['a key partition', partition, hex(key)],
    ['the 32 bytes of an HMAC eFuse', key.subarray(0, 32), hex(key.subarray(0, 32))],
  ])('is %s', async (_what, content, expected) => {
    const { nvsKey } = await provisionRequest(flags({ nvsKeyFile: file(content) }));
    expect(nvsKey).toEqual(new Secret(expected));
  });

  test('in a damaged key partition is refused: the CRC is wrong', async () => {
    const damaged = partition.map((byte, at) => (at === 3 ? byte ^ 1 : byte));
    const { code, detail } = await refusalOf(() =>
      provisionRequest(flags({ nvsKeyFile: file(damaged) })),
    );
    expect(code).toBe('encryption-key-wrong');
    expect(detail).toContain('CRC');
  });
});

describe('wrong usage', () => {
  test.each<[string, Partial<ProvisionFlags>, string]>([
    ['neither a network nor --no-wifi', { wifi: true }, '--ssid, or --no-wifi'],
    ['a network without a word on its password', { wifi: true, ssid: 's' }, '--open-network'],
    [
      'a network with a password and without',
      { wifi: true, ssid: 's', openNetwork: true, wifiPasswordFile: 'f' },
      '--open-network',
    ],
    ['a network and --no-wifi', { ssid: 's' }, '--no-wifi and --ssid'],
    ['a password and --no-wifi', { wifiPasswordFile: 'f' }, '--no-wifi and --wifi-password-file'],
    ['a CA and --no-register', { ca: 'https://ca.example' }, '--no-register and --ca'],
    ['a token and --no-register', { caTokenFile: 'f' }, '--no-register and --ca-token-file'],
  ])('%s', async (_, given, sentence) => {
    const refusal = await refusalOf(() => provisionRequest(flags(given)));
    expect(refusal).toMatchObject({ code: 'bad-request', exitCode: 2 });
    expect(refusal.detail).toContain(sentence);
  });

  test('no CA and no word that none is wanted', async () => {
    const refusal = await refusalOf(() => provisionRequest(flags({ register: true })));
    expect(refusal).toMatchObject({ code: 'ca-missing', exitCode: 2 });
  });
});
