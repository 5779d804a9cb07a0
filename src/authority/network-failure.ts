import type { X509Certificate } from 'node:crypto';
import { errors } from 'undici';

import type { ErrorCode } from '../contract/errors.ts';
import { ProvisioningError } from '../contract/provisioning-error.ts';
import type { Secret } from '../contract/secret.ts';
import { hideSecrets, inertText } from './inert-text.ts';
import { readableName } from './readable-name.ts';

export interface FailedExchange {
  /** `ca.example:8443`. */
  host: string;
  /** The server's certificate, where the connection failed while it was being judged. */
  unproved: X509Certificate | undefined;
  secrets: readonly Secret[];
}

/** What is wrong with a certificate, by OpenSSL's names (x509_vfy.h) and Node's own ERR_TLS_CERT_ALTNAME_INVALID. */
const PROOF_FAILURES: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate comes from a root that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate comes from a CA that is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate comes from a CA that is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate comes from a CA that is not known here',
  CERT_SIGNATURE_FAILURE: 'the signature of its certificate is wrong',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  CERT_REVOKED: 'its certificate was revoked',
  INVALID_PURPOSE: 'its certificate is not meant for servers',
  INVALID_CA: 'its certificate was signed by a certificate that is no CA',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
};

const NETWORK_FAILURES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'it closed the connection without an answer',
  UND_ERR_SOCKET: 'it closed the connection without an answer',
  EPIPE: 'it closed the connection without an answer',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ETIMEDOUT: 'nothing answers there',
  UND_ERR_CONNECT_TIMEOUT: 'nothing answers there',
};

/**
 * A failure before the first byte of an answer, in the words of the bench: `ca-untrusted` for a failed TLS proof or
 * handshake, `ca-not-a-ca` for something that speaks no HTTP, `ca-unreachable` for the rest.
 */
export function networkFailure(error: unknown, exchange: FailedExchange): ProvisioningError {
  const code = codeOf(error);
  const fail = (ours: ErrorCode, why: string) =>
    new ProvisioningError(ours, hideSecrets(`${exchange.host}: ${why}`, exchange.secrets), {
      cause: harmless(error, exchange.secrets),
    });
  if (exchange.unproved) return fail('ca-untrusted', failedProof(code, exchange.unproved));
  if (error instanceof errors.HTTPParserError)
    return fail('ca-not-a-ca', 'it does not answer in HTTP');
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') {
    return fail('ca-untrusted', `no TLS connection, which needs TLS 1.2 or newer (${code})`);
  }
  return fail('ca-unreachable', NETWORK_FAILURES[code] ?? code);
}

/**
 * The same error without what it carries along: undici's errors hold raw pieces of the answer, in which a server may
 * have echoed the PSK.
 */
export function harmless(error: unknown, secrets: readonly Secret[]): Error {
  const message = error instanceof Error ? error.message : String(error);
  return new Error(`${codeOf(error)}: ${inertText(message, secrets)}`);
}

/** Node, OpenSSL and undici all put a stable `code` on their errors. */
export function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return error.code;
  }
  return error instanceof Error ? error.name : 'unknown';
}

function failedProof(code: string, certificate: X509Certificate): string {
  const { subject, subjectAltName, validFrom, validTo, fingerprint256 } = certificate;
  const facts = [
    readableName(subject),
    ...(subjectAltName ? [`for ${inertText(subjectAltName)}`] : []),
    `valid from ${validFrom} to ${validTo}`,
    `SHA-256 fingerprint ${fingerprint256}`,
  ];
  return `${PROOF_FAILURES[code] ?? `its certificate was not accepted (${code})`}; ${facts.join('; ')}`;
}
