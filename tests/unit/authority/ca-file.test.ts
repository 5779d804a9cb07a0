import { describe, expect, test } from 'vitest';

import { readCaFile } from '../../../src/authority/ca-file.ts';
import { DAY, makeCertificate, NOW } from './make-certificates.ts';

const ROOT = { subject: [{ CN: ['Bench CA'] }, { O: ['Bench'] }], authority: true };

test('a CA file is its certificates, without the text around them', async () => {
  const { pem } = await makeCertificate(ROOT);
  const read = readCaFile(`# Bench, since 2026\r\n${pem}\nIssued by hand.\n`);
  expect(read).toEqual({
    pem: expect.stringMatching(
      /^-----BEGIN CERTIFICATE-----[^#]*-----END CERTIFICATE-----\n$/,
    ) as string,
    subject: 'CN=Bench CA, O=Bench',
    validTo: new Date(NOW + 365 * DAY).toISOString(),
  });
  expect(readCaFile(read.pem)).toEqual(read);
});

test('of several certificates the first one names it, and the one that ends first ends it', async () => {
  const root = await makeCertificate(ROOT);
  const issuing = await makeCertificate({ ...ROOT, issuer: root, notAfter: NOW + DAY });
  const { pem, subject, validTo } = readCaFile(root.pem + issuing.pem);
  expect(pem.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  expect(subject).toBe('CN=Bench CA, O=Bench');
  expect(validTo).toBe(new Date(NOW + DAY).toISOString());
});

describe('is refused:', () => {
  test.each([
    ['an empty file', ''],
    ['something else', '{"ca":"https://ca"}'],
    ['half a certificate', '-----BEGIN CERTIFICATE-----\nMIIB\n'],
    [
      'no certificate between the marks',
      '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
    ],
  ])('%s', (_what, text) => {
    expect(() => readCaFile(text)).toThrow(expect.objectContaining({ code: 'ca-file-invalid' }));
  });

  test('a private key beside the certificate, which is not repeated', async () => {
    const { pem } = await makeCertificate(ROOT);
    const key = '-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n-----END EC PRIVATE KEY-----\n';
    expect(() => readCaFile(pem + key)).toThrow('it holds a private key');
    expect(() => readCaFile(pem + key)).not.toThrow('c2VjcmV0');
  });
});
