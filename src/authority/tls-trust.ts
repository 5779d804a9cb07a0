import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';

import { ProvisioningError } from '../contract/provisioning-error.ts';

/**
 * RSA, NIST curves and Ed25519. Not the Brainpool curves that OpenSSL would offer too: Node 24 dies (SIGSEGV) when it
 * describes a certificate whose curve has no NIST name, and any server could send one.
 */
const SIGNATURE_ALGORITHMS = [
  ...['ecdsa_secp256r1_sha256', 'ecdsa_secp384r1_sha384', 'ecdsa_secp521r1_sha512', 'ed25519'],
  ...['rsa_pss_rsae_sha256', 'rsa_pss_rsae_sha384', 'rsa_pss_rsae_sha512'],
  ...['rsa_pkcs1_sha256', 'rsa_pkcs1_sha384', 'rsa_pkcs1_sha512'],
].join(':');

/** Some hundred certificates take 50 ms to parse: once a process. */
let systemTrust: SecureContext | undefined;

/**
 * Whom TLS trusts: the CA of the PEM text alone, so that no other CA can stand in for it, or else everybody whom Node
 * and the operating system trust. Throws `ca-untrusted` if the text holds no certificate.
 */
export function tlsTrust(pem: string | undefined): SecureContext {
  if (pem === undefined) {
    systemTrust ??= createSecureContext({
      ca: [...getCACertificates('default'), ...getCACertificates('system')],
      sigalgs: SIGNATURE_ALGORITHMS,
    });
    return systemTrust;
  }
  try {
    if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw new Error('no PEM certificate');
    return createSecureContext({
      ca: pem,
      sigalgs: SIGNATURE_ALGORITHMS,
      allowPartialTrustChain: true, // a bench may hold the certificate of the issuing CA only, not that of its root
    });
  } catch (error) {
    throw new ProvisioningError('ca-untrusted', 'the CA file holds no usable certificate', {
      cause: error,
    });
  }
}
