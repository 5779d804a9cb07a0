import type { X509Certificate } from 'node:crypto';

import type { ErrorCode } from '../contract/errors.ts';
import { byteLength } from '../contract/fields.ts';
import { ProvisioningError } from '../contract/provisioning-error.ts';
import { inertText } from './inert-text.ts';
import { readCertificates } from './pem-certificates.ts';
import { readableName } from './readable-name.ts';

export interface CertificateToCheck {
  /** PEM: the device's certificate, then, where the CA wants, the ones that lead to its root, each signed by the next. */
  certificate: string;
  /** PEM of the CA that signed it, where the CA gave it. */
  caCertificate: string | null;
  /** What the CA said about the end of its validity, ISO 8601. */
  expiry?: string | undefined;
}

/** What one NVS string holds: with its header and its NUL it must lie in one page (ESP-IDF's generator, 4.x and 5.x). */
const NVS_STRING_BYTES = 3_967;

/** Clocks of one bench differ by this much and nobody minds; a CA that dates from "now" must not fail on it. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2'; // id-kp-clientAuth, RFC 5280 4.2.1.12

/**
 * Whether a device may have this certificate: parsed, for this UUID and nothing else, no CA, valid at `now` (epoch
 * milliseconds), keys and signatures strong enough, signed by `caCertificate` where there is one, short enough for NVS.
 * Returns what a person should know although it passed. Throws `certificate-*`.
 */
export function checkCertificate(given: CertificateToCheck, uuid: string, now: number): string[] {
  const [device, ...between] = readCertificates(given.certificate, 'the certificate');
  if (!device) throw refusal('certificate-invalid', 'the certificate is empty');
  const authorities = given.caCertificate
    ? readCertificates(given.caCertificate, 'the CA certificate')
    : [];

  assertFits(given.certificate);
  assertIsFor(device, uuid);
  if (claimsToBeAuthority(device)) {
    throw refusal('certificate-invalid', 'it would make the device a CA');
  }
  assertChain([device, ...between, ...withoutRepeated(authorities, between.at(-1))], now);
  return warnings(device, given);
}

function refusal(code: ErrorCode, detail: string, cause?: unknown): ProvisioningError {
  return new ProvisioningError(code, detail, { cause });
}

function assertFits(pem: string): void {
  const bytes = byteLength(pem);
  if (bytes > NVS_STRING_BYTES) {
    throw refusal('certificate-too-long', `${bytes} bytes of ${NVS_STRING_BYTES}`);
  }
}

const UUIDS = /(?<![0-9a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f])/g;

/** A certificate that names our device and one more would also pass for the other one. */
function assertIsFor(device: X509Certificate, uuid: string): void {
  const names = deviceNames(device);
  const uuids = new Set(names.flatMap((name) => name.toLowerCase().match(UUIDS) ?? []));
  if (uuids.size === 1 && uuids.has(uuid.toLowerCase())) return;
  const found = names.length === 0 ? 'nobody by name' : inertText(names.join(', '));
  throw refusal('certificate-wrong-device', `it is for ${found}, not for ${uuid}`);
}

/**
 * Common names, and the alternative names that can name a device: DNS names and urn:uuid (RFC 9562 4). Node writes a
 * separator within a name as an escape (`\+`, `\0A`, `\u002c`), so a name cannot smuggle in another. Not through
 * toLegacyObject, which kills Node 24 (SIGSEGV) if the key lies on a curve without a NIST name.
 */
function deviceNames({ subject, subjectAltName }: Partial<X509Certificate>): string[] {
  const inSubject = (subject ?? '').split(/\n| \+ /).filter((name) => name.startsWith('CN='));
  const alternatives = (subjectAltName ?? '')
    .split(', ')
    .filter((name) => /^(DNS:|URI:urn:uuid:)/i.test(name));
  return [...inSubject, ...alternatives].map((name) => name.replace(/^(CN=|DNS:|URI:)/, ''));
}

// basicConstraints (2.5.29.19), critical or not, with cA TRUE (RFC 5280 4.2.1.9), as DER.
const CA_TRUE = /\x06\x03\x55\x1d\x13(?:\x01\x01\xff)?\x04.\x30.\x01\x01\xff/s;

/** OpenSSL's `ca` is false for CA:TRUE without keyCertSign, but not every verifier looks at the key usage. */
function claimsToBeAuthority(certificate: X509Certificate): boolean {
  return certificate.ca || CA_TRUE.test(certificate.raw.toString('latin1'));
}

/** A CA may send its own certificate twice: at the end of the chain and as the CA's. */
function withoutRepeated(
  authorities: X509Certificate[],
  last: X509Certificate | undefined,
): X509Certificate[] {
  const [first, ...rest] = authorities;
  return first && last?.fingerprint256 === first.fingerprint256 ? rest : authorities;
}

/** Every certificate is valid and strong, all after the first are CAs, and each is issued by the one after it. */
function assertChain(chain: readonly X509Certificate[], now: number): void {
  const whose = (position: number, certificate: X509Certificate) =>
    position === 0 ? 'it' : `the CA "${readableName(certificate.subject)}"`;
  for (const [position, certificate] of chain.entries()) {
    const name = whose(position, certificate);
    if (position > 0 && !certificate.ca) throw refusal('certificate-untrusted', `${name} is no CA`);
    assertValidAt(certificate, name, now);
    assertStrongKey(certificate, name);
    // A root's own signature proves nothing, so its hash does not matter either.
    if (position === 0 || position < chain.length - 1) assertStrongSignature(certificate, name);
  }
  for (const [position, issuer] of chain.entries()) {
    const certificate = chain[position - 1];
    if (certificate) assertIssuedBy(certificate, issuer, whose(position - 1, certificate));
  }
}

function assertValidAt(certificate: X509Certificate, whose: string, now: number): void {
  const { validFromDate: from, validToDate: to } = certificate;
  // Written so that a date which cannot be read counts as not valid.
  if (from.getTime() <= now + CLOCK_TOLERANCE_MS && now <= to.getTime()) return;
  throw refusal(
    'certificate-expired',
    `${whose} is valid from ${certificate.validFrom} to ${certificate.validTo}; ` +
      `the clock of this computer says ${new Date(now).toUTCString()}`,
  );
}

const CURVES = ['prime256v1', 'secp384r1', 'secp521r1']; // P-256, P-384, P-521
const SIGNATURES = [
  ...['sha256WithRSAEncryption', 'sha384WithRSAEncryption', 'sha512WithRSAEncryption'],
  ...['ecdsa-with-SHA256', 'ecdsa-with-SHA384', 'ecdsa-with-SHA512', 'ED25519'],
];
const RSA_BITS = 2_048;

function assertStrongKey(certificate: X509Certificate, whose: string): void {
  const key = keyOf(certificate, whose);
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  const strong =
    (key.asymmetricKeyType === 'rsa' && modulusLength >= RSA_BITS) ||
    (key.asymmetricKeyType === 'ec' && CURVES.includes(namedCurve)) ||
    key.asymmetricKeyType === 'ed25519';
  if (strong) return;
  const kind = `${key.asymmetricKeyType ?? ''} ${namedCurve || modulusLength || ''}`.trim();
  throw refusal(
    'certificate-invalid',
    `the key of ${whose} is too weak or of an unknown kind: ${kind}`,
  );
}

function keyOf(certificate: X509Certificate, whose: string) {
  try {
    return certificate.publicKey;
  } catch (error) {
    throw refusal('certificate-invalid', `the key of ${whose} cannot be read`, error);
  }
}

function assertStrongSignature({ signatureAlgorithm }: X509Certificate, whose: string): void {
  if (signatureAlgorithm && SIGNATURES.includes(signatureAlgorithm)) return;
  throw refusal(
    'certificate-invalid',
    `${whose} is signed with ${signatureAlgorithm ?? 'an unknown algorithm'}, which is not accepted`,
  );
}

function assertIssuedBy(
  certificate: X509Certificate,
  issuer: X509Certificate,
  whose: string,
): void {
  if (!certificate.checkIssued(issuer)) {
    throw refusal(
      'certificate-untrusted',
      `${whose} was not issued by "${readableName(issuer.subject)}"`,
    );
  }
  if (!certificate.verify(issuer.publicKey)) {
    throw refusal(
      'certificate-untrusted',
      `${whose} does not carry the signature of "${readableName(issuer.subject)}"`,
    );
  }
}

function warnings(device: X509Certificate, { caCertificate, expiry }: CertificateToCheck) {
  const found: string[] = [];
  if (!caCertificate) {
    found.push('The CA sent no certificate of its own, so its signature could not be checked.');
  }
  if (expiry !== undefined && !sameSecond(expiry, device.validToDate)) {
    found.push(
      `The CA says that the certificate expires ${inertText(expiry)}; what counts is the certificate: ${device.validTo}.`,
    );
  }
  if (!isForClients(device.keyUsage)) {
    found.push('The certificate is not meant for TLS clients; a server may turn the device away.');
  }
  return found;
}

/** Node calls the OIDs of the extended key usage `keyUsage`; a certificate without it may be used for anything. */
function isForClients(extendedKeyUsage: readonly string[] | undefined): boolean {
  return extendedKeyUsage?.includes(CLIENT_AUTHENTICATION) ?? true;
}

/** X.509 dates have whole seconds. */
function sameSecond(iso: string, date: Date): boolean {
  return Math.floor(Date.parse(iso) / 1_000) === Math.floor(date.getTime() / 1_000);
}
