import 'reflect-metadata'; // @peculiar/x509 registers its parts through it, so it comes first
import * as x509 from '@peculiar/x509';
import { randomBytes, randomUUID, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';

/** What can be wrong with a device certificate on purpose. */
export type CertificateFlaw =
  'wrong-uuid' | 'expired' | 'not-yet-valid' | 'other-issuer' | 'authority';

interface IssuedDeviceCertificate {
  /** PEM. */
  certificate: string;
  notAfter: Date;
}

export interface CertificateIssuer {
  /** PEM of the CA itself: self-signed, valid for ten years. */
  readonly caPem: string;
  issueForDevice(uuid: string, flaw?: CertificateFlaw): Promise<IssuedDeviceCertificate>;
  /** A TLS server's certificate and PKCS #8 key for these host names and addresses, both PEM. */
  issueForServer(hosts: readonly string[]): Promise<{ cert: string; key: string }>;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 86_400_000;

/** A CA with a P-256 key of its own, which lives as long as this object. `clock` gives epoch milliseconds. */
export async function makeCertificateIssuer(clock: () => number): Promise<CertificateIssuer> {
  x509.cryptoProvider.set(webcrypto);
  const authority = await makeAuthority(clock());
  return {
    caPem: pem(authority.certificate),
    issueForDevice: (uuid, flaw) => issueForDevice(authority, uuid, clock(), flaw),
    issueForServer: (hosts) => issueForServer(authority, hosts, clock()),
  };
}

interface Authority {
  certificate: x509.X509Certificate;
  keys: webcrypto.CryptoKeyPair;
}

async function makeAuthority(now: number): Promise<Authority> {
  const keys = await makeKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: randomSerial(),
    name: 'CN=Virtual CA, O=ESP32 Provisioner virtual bench',
    ...validity(now, 3_650),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate, keys };
}

/** Valid for one year, subject CN and urn:uuid the device's UUID. Nobody keeps the private key: the protocol has no place for it. */
async function issueForDevice(
  authority: Authority,
  uuid: string,
  now: number,
  flaw?: CertificateFlaw,
): Promise<IssuedDeviceCertificate> {
  const issuer = flaw === 'other-issuer' ? await makeAuthority(now) : authority;
  const subject = flaw === 'wrong-uuid' ? randomUUID() : uuid;
  const begin = { expired: now - 400 * DAY_MS, 'not-yet-valid': now + 30 * DAY_MS };
  const dates = validity(flaw === 'expired' || flaw === 'not-yet-valid' ? begin[flaw] : now, 365);
  const { publicKey } = await makeKeys();
  const certificate = await issue(issuer, publicKey, {
    subject: `CN=${subject}`,
    ...dates,
    extensions: [
      new x509.BasicConstraintsExtension(flaw === 'authority', undefined, true),
      new x509.KeyUsagesExtension(
        flaw === 'authority' ? x509.KeyUsageFlags.keyCertSign : x509.KeyUsageFlags.digitalSignature,
        true,
      ),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
      new x509.SubjectAlternativeNameExtension([{ type: 'url', value: `urn:uuid:${subject}` }]),
    ],
  });
  return { certificate: pem(certificate), notAfter: dates.notAfter };
}

async function issueForServer(authority: Authority, hosts: readonly string[], now: number) {
  const { publicKey, privateKey } = await makeKeys();
  const certificate = await issue(authority, publicKey, {
    subject: 'CN=Virtual CA server',
    ...validity(now, 365),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        hosts.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value })),
      ),
    ],
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', privateKey);
  return { cert: pem(certificate), key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY') };
}

interface CertificateContent {
  subject: string;
  notBefore: Date;
  notAfter: Date;
  extensions: x509.Extension[];
}

async function issue(
  issuer: Authority,
  publicKey: webcrypto.CryptoKey,
  { extensions, ...content }: CertificateContent,
): Promise<x509.X509Certificate> {
  return x509.X509CertificateGenerator.create({
    ...content,
    serialNumber: randomSerial(),
    issuer: issuer.certificate.subjectName,
    publicKey,
    signingKey: issuer.keys.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      ...extensions,
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.keys.publicKey),
    ],
  });
}

async function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

/** From a minute ago, so that a clock which is a little behind does not mind. */
function validity(from: number, days: number): { notBefore: Date; notAfter: Date } {
  const wholeSeconds = from - (from % 1_000);
  return {
    notBefore: new Date(wholeSeconds - 60_000),
    notAfter: new Date(wholeSeconds + days * DAY_MS),
  };
}

/** 16 random bytes, positive and without a leading zero byte (RFC 5280 4.1.2.2). */
function randomSerial(): string {
  const bytes = randomBytes(16);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x7f) | 0x40, 0);
  return bytes.toString('hex');
}

function pem(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}
