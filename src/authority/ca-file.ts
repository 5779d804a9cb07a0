import { X509Certificate } from 'node:crypto';

import type { CaCertificate } from '../contract/channels.ts';
import { ProvisioningError } from '../contract/provisioning-error.ts';
import { readableName } from './readable-name.ts';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/**
 * The certificates of a PEM file (RFC 7468) by which a CA's server is known, without the text around them. Throws
 * `ca-file-invalid`: no certificate, one that cannot be parsed, or a private key, which is to stay where it was.
 */
export function readCaFile(text: string): Omit<CaCertificate, 'name'> {
  const refuse = (why: string, cause?: unknown) =>
    new ProvisioningError('ca-file-invalid', why, { cause });
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text)) throw refuse('it holds a private key');
  const blocks = text.match(CERTIFICATE) ?? [];
  const certificates = blocks.map((pem) => {
    try {
      return new X509Certificate(pem);
    } catch (error) {
      throw refuse('it holds something that is no certificate', error);
    }
  });
  const [first] = certificates;
  if (!first) throw refuse('it holds no certificate in PEM');
  const ends = certificates.map(({ validToDate }) => validToDate.getTime());
  return {
    pem: certificates.map(String).join(''),
    subject: readableName(first.subject),
    validTo: new Date(Math.min(...ends)).toISOString(),
  };
}
