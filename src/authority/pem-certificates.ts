import { X509Certificate } from 'node:crypto';

import { ProvisioningError } from '../contract/provisioning-error.ts';

const PEM_BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]+)-----END \1-----/g;

/**
 * The certificates of a PEM text (RFC 7468), in their order; at least one. Nothing else may stand in the text, because
 * all of it goes to the device: no private key, no comment, no half block. `whose` names the text in the error,
 * `certificate-invalid`.
 */
export function readCertificates(pem: string, whose: string): X509Certificate[] {
  const refuse = (why: string, cause?: unknown) =>
    new ProvisioningError('certificate-invalid', `${whose} ${why}`, { cause });
  const blocks = Array.from(pem.matchAll(PEM_BLOCK));
  if (blocks.length === 0) throw refuse('is no PEM certificate');
  if (blocks.some(([, label]) => label !== 'CERTIFICATE')) {
    throw refuse('holds something else than certificates');
  }
  if (pem.replace(PEM_BLOCK, '').trim() !== '') throw refuse('holds text around the certificate');

  return blocks.map(([, , base64 = '']) => {
    const der = Buffer.from(base64, 'base64');
    try {
      const certificate = new X509Certificate(der);
      if (certificate.raw.length === der.length) return certificate;
    } catch (error) {
      throw refuse('cannot be parsed as X.509', error);
    }
    throw refuse('holds bytes after the certificate');
  });
}
