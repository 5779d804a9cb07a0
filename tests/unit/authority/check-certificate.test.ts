import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';

import { checkCertificate } from '../../../src/authority/check-certificate.ts';
import type { ErrorCode } from '../../../src/contract/errors.ts';
import { ProvisioningError } from '../../../src/contract/provisioning-error.ts';
import {
  DAY,
  derOf,
  ED25519,
  keysOn,
  makeAuthority,
  makeCertificate,
  NOW,
  OTHER_UUID,
  P256,
  P384,
  rsa,
  signWithMd5,
  toPem,
  UUID,
  type CertificateOptions,
  type Made,
} from './make-certificates.ts';

const SECOND = 1_000;
const NVS_LIMIT = 3_967;

let authority: Made;
let rsaAuthority: Made;
let device: Made;
beforeAll(async () => {
  authority = await makeAuthority();
  rsaAuthority = await makeAuthority({ algorithm: rsa(2_048), subject: [{ CN: ['RSA CA'] }] });
  device = await makeCertificate({ issuer: authority });
});

type Pair = [certificate: string, caCertificate: string | null];
type Case = [name: string, pair: () => Pair | Promise<Pair>];

/** The device's certificate with something changed, under the CA that signed it. */
async function changed(options: CertificateOptions): Promise<Pair> {
  const issuer = options.issuer ?? authority;
  const { pem } = await makeCertificate({ issuer, ...options });
  return [pem, issuer.pem];
}

/** A proper device certificate under a CA with something changed. */
async function under(options: CertificateOptions): Promise<Pair> {
  const issuer = await makeAuthority(options);
  const { pem } = await makeCertificate({ issuer });
  return [pem, issuer.pem];
}

async function behindIntermediate(options: CertificateOptions = {}) {
  const intermediate = await makeAuthority({
    issuer: authority,
    subject: [{ CN: ['Issuing CA'] }],
    ...options,
  });
  return { intermediate, leaf: await makeCertificate({ issuer: intermediate }) };
}

function check([certificate, caCertificate]: Pair, expiry?: string): string[] {
  return checkCertificate({ certificate, caCertificate, expiry }, UUID, NOW);
}

function refusalOf(pair: Pair): ErrorCode {
  try {
    check(pair);
  } catch (error) {
    if (error instanceof ProvisioningError) return error.code;
    throw error;
  }
  throw new Error('the certificate was accepted');
}

const commonName = (...names: string[]) => names.map((name) => ({ CN: [name] }));
const urn = (uuid: string) => ({ type: 'url', value: `urn:uuid:${uuid}` }) as const;
const { keyCertSign, digitalSignature } = x509.KeyUsageFlags;

describe('a certificate that may go to the device', () => {
  const good: Case[] = [
    ['names the UUID as CN', () => [device.pem, authority.pem]],
    ['names it in upper case', () => changed({ subject: commonName(UUID.toUpperCase()) })],
    ['names it within a longer CN', () => changed({ subject: commonName(`sensor-${UUID}`) })],
    ['names it as urn:uuid only', () => changed({ subject: [{ O: ['x'] }], names: [urn(UUID)] })],
    [
      'names it as a DNS name only',
      () =>
        changed({ subject: [{ O: ['x'] }], names: [{ type: 'dns', value: `${UUID}.example` }] }),
    ],
    ['has a key on P-384', () => changed({ algorithm: P384 })],
    ['has an RSA key of 2048 bits', () => changed({ algorithm: rsa(2_048) })],
    ['has an Ed25519 key', () => changed({ algorithm: ED25519 })],
    ['comes from an RSA CA', () => changed({ issuer: rsaAuthority })],
    ['comes from an Ed25519 CA', () => under({ algorithm: ED25519 })],
    ['has CRLF line ends', () => [device.pem.replaceAll('\n', '\r\n'), authority.pem]],
    ['begins in four minutes', () => changed({ notBefore: NOW + 4 * 60 * SECOND })],
    ['ends this second', () => changed({ notAfter: NOW })],
    ['just fits into NVS', () => [device.pem.padEnd(NVS_LIMIT, '\n'), authority.pem]],
    [
      'brings the CA between along',
      async () => {
        const { leaf, intermediate } = await behindIntermediate();
        return [leaf.pem + intermediate.pem, authority.pem];
      },
    ],
    ['brings its root along', () => [device.pem + authority.pem, authority.pem]],
  ];

  test.each(good)('%s', async (_, pair) => {
    expect(check(await pair())).toEqual([]);
  });
});

describe('a certificate that is no PEM, or more than that, is invalid', () => {
  const bad: Case[] = [
    ['nothing', () => ['', authority.pem]],
    ['other text', () => ['certificate', authority.pem]],
    ['PEM around no certificate', () => [toPem(Buffer.from('hello')), authority.pem]],
    ['half of it', () => [toPem(derOf(device).subarray(0, 200)), authority.pem]],
    ['bytes after it', () => [toPem(Buffer.concat([derOf(device), Buffer.of(0)])), authority.pem]],
    ['a cut end line', () => [device.pem.slice(0, -10), authority.pem]],
    ['another kind of block', () => [toPem(derOf(device), 'CERTIFICATE REQUEST'), null]],
    ['a private key', () => [toPem(Buffer.alloc(32, 1), 'PRIVATE KEY'), authority.pem]],
    [
      'a private key after it',
      () => [device.pem + toPem(Buffer.alloc(32, 1), 'PRIVATE KEY'), authority.pem],
    ],
    ['text before it', () => [`Issued to you:\n${device.pem}`, authority.pem]],
    ['text after it', () => [`${device.pem}AT+WIFI_RESET\r\n`, authority.pem]],
    ['a CA certificate that is none', () => [device.pem, 'none']],
  ];

  test.each(bad)('%s', async (_, pair) => {
    expect(refusalOf(await pair())).toBe('certificate-invalid');
  });
});

describe('a certificate that is for another device, or not for ours alone', () => {
  const bad: Case[] = [
    ['another UUID', () => changed({ subject: commonName(OTHER_UUID), names: [urn(OTHER_UUID)] })],
    ['no name at all', () => changed({ subject: [] })],
    ['the UUID as organisation only', () => changed({ subject: [{ O: [UUID] }] })],
    ['our CN, another alternative name', () => changed({ names: [urn(OTHER_UUID)] })],
    [
      'another CN, our alternative name',
      () => changed({ subject: commonName(OTHER_UUID), names: [urn(UUID)] }),
    ],
    ['two CNs', () => changed({ subject: commonName(UUID, OTHER_UUID) })],
    ['one digit more', () => changed({ subject: commonName(`${UUID}0`) })],
    ['one digit less', () => changed({ subject: commonName(UUID.slice(1)) })],
    [
      'the UUID in some other URI',
      () =>
        changed({ subject: [{ O: ['x'] }], names: [{ type: 'url', value: `https://x/${UUID}` }] }),
    ],
    [
      'the UUID smuggled into another name behind a comma',
      () =>
        changed({
          subject: [{ O: ['x'] }],
          names: [{ type: 'url', value: `urn:x, URI:urn:uuid:${UUID}, DNS:y` }],
        }),
    ],
    [
      'the UUID smuggled into another field behind a line break',
      () => changed({ subject: [{ O: [`x\nCN=${UUID}`] }] }),
    ],
  ];

  test.each(bad)('%s', async (_, pair) => {
    expect(refusalOf(await pair())).toBe('certificate-wrong-device');
  });
});

describe('a certificate that is not valid now', () => {
  const bad: Case[] = [
    ['ended a year ago', () => changed({ notBefore: NOW - 730 * DAY, notAfter: NOW - 365 * DAY })],
    ['ended a second ago', () => changed({ notAfter: NOW - SECOND })],
    ['begins tomorrow', () => changed({ notBefore: NOW + DAY })],
    ['begins in six minutes', () => changed({ notBefore: NOW + 6 * 60 * SECOND })],
    ['ends before it begins', () => changed({ notBefore: NOW + DAY, notAfter: NOW - DAY })],
    ['its CA has expired', () => under({ notAfter: NOW - SECOND })],
    ['its CA is not valid yet', () => under({ notBefore: NOW + DAY })],
    [
      'the CA between has expired',
      async () => {
        const { leaf, intermediate } = await behindIntermediate({ notAfter: NOW - SECOND });
        return [leaf.pem + intermediate.pem, authority.pem];
      },
    ],
  ];

  test.each(bad)('%s', async (_, pair) => {
    expect(refusalOf(await pair())).toBe('certificate-expired');
  });
});

describe('a certificate that the CA named with it did not sign', () => {
  const bad: Case[] = [
    [
      'a CA of the same name with another key',
      async () => [device.pem, (await makeAuthority()).pem],
    ],
    ['a CA of another name', () => [device.pem, rsaAuthority.pem]],
    [
      'a CA of another name with the same key',
      async () => {
        const { keys } = authority;
        return [device.pem, (await makeAuthority({ keys, subject: commonName('Other') })).pem];
      },
    ],
    ['itself', async () => ((pem) => [pem, pem])((await makeCertificate()).pem)],
    ['a certificate that is no CA', () => under({ authority: false })],
    ['a CA that may not sign certificates', () => under({ usage: digitalSignature })],
    ['a flipped bit in its signature', () => [toPem(flipped(derOf(device), -1)), authority.pem]],
    [
      'a flipped bit in its serial number',
      () => [toPem(flipped(derOf(device), 20)), authority.pem],
    ],
    [
      'the root, with the CA between missing',
      async () => [(await behindIntermediate()).leaf.pem, authority.pem],
    ],
    [
      'a second device instead of the CA between',
      async () => [device.pem + (await makeCertificate({ issuer: authority })).pem, authority.pem],
    ],
    [
      'a CA between that the root did not sign',
      async () => {
        const { leaf, intermediate } = await behindIntermediate({ issuer: rsaAuthority });
        return [leaf.pem + intermediate.pem, authority.pem];
      },
    ],
  ];

  test.each(bad)('%s', async (_, pair) => {
    expect(refusalOf(await pair())).toBe('certificate-untrusted');
  });
});

describe('a certificate that is too weak, or too strong, is invalid', () => {
  const bad: Case[] = [
    ['the device would be a CA', () => changed({ authority: true, usage: keyCertSign })],
    ['a CA without key usage', () => changed({ authority: true })],
    ['a CA by its constraints only', () => changed({ authority: true, usage: digitalSignature })],
    ['RSA key of 1024 bits', () => changed({ algorithm: rsa(1_024) })],
    ['key on P-224', () => changed({ publicKey: keysOn('secp224r1').publicKey })],
    ['key on secp256k1', () => changed({ publicKey: keysOn('secp256k1').publicKey })],
    ['CA with an RSA key of 1024 bits', () => under({ algorithm: rsa(1_024) })],
    ['signed with SHA-1', () => under({ algorithm: rsa(2_048, 'SHA-1') })],
    ['signed with SHA-1 over ECDSA', () => changed({ algorithm: { ...P256, hash: 'SHA-1' } })],
    ['signed with RSASSA-PSS', () => under({ algorithm: rsa(2_048, 'SHA-256', 'RSA-PSS') })],
    [
      'signed with MD5',
      async () => {
        const made = await makeCertificate({ issuer: rsaAuthority });
        return [await signWithMd5(made, rsaAuthority), rsaAuthority.pem];
      },
    ],
  ];

  test.each(bad)('%s', async (_, pair) => {
    expect(refusalOf(await pair())).toBe('certificate-invalid');
  });
});

test.each([3_968, 3_999, 4_000, 100_000])('a PEM of %d bytes does not fit into NVS', (bytes) => {
  expect(refusalOf([device.pem.padEnd(bytes, '\n'), authority.pem])).toBe('certificate-too-long');
});

describe('what a person should know although the certificate passed', () => {
  test('nobody could check the signature without a CA certificate', () => {
    expect(check([device.pem, null])).toEqual([
      'The CA sent no certificate of its own, so its signature could not be checked.',
    ]);
  });

  test('the CA announced another end than the certificate has', () => {
    expect(check([device.pem, authority.pem], '2030-01-01T00:00:00Z')).toEqual([
      'The CA says that the certificate expires 2030-01-01T00:00:00Z; what counts is the certificate: Mar  1 12:00:00 2027 GMT.',
    ]);
    expect(check([device.pem, authority.pem], 'never')).toHaveLength(1);
  });

  test('nothing where the announced end is the same second', () => {
    expect(check([device.pem, authority.pem], '2027-03-01T12:00:00.900Z')).toEqual([]);
  });

  test('a certificate for servers will not let the device in', async () => {
    const serverOnly = await changed({ extendedUsage: [x509.ExtendedKeyUsage.serverAuth] });
    expect(check(serverOnly)).toHaveLength(1);
    expect(check(await changed({ extendedUsage: [x509.ExtendedKeyUsage.clientAuth] }))).toEqual([]);
  });
});

test('a name from a certificate is shown without its control characters', async () => {
  const [certificate] = await changed({ subject: commonName('\u001b[31mevil\u202e') });
  expect(() => check([certificate, null])).toThrow(`it is for \\1B[31mevil\ufffd, not for ${UUID}`);
});

test('whatever is changed in what the CA signed, the certificate is refused and nothing breaks', () => {
  const der = derOf(device);
  const signed = der.subarray(0, 8 + der.readUInt16BE(6)); // 30 82 xx xx, and within it 30 82 and the length
  const change = fc.tuple(fc.nat(signed.length - 1), fc.integer({ min: 0, max: 255 }));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const changed = Buffer.from(der);
      for (const [index, byte] of changes) changed.writeUInt8(byte, index);
      fc.pre(!changed.equals(der));
      refusalOf([toPem(changed), authority.pem]); // throws if it is accepted
    }),
    { numRuns: 500 },
  );
});

function flipped(der: Buffer, at: number): Buffer {
  const copy = Buffer.from(der);
  const index = at < 0 ? copy.length + at : at;
  copy.writeUInt8(copy.readUInt8(index) ^ 1, index);
  return copy;
}
