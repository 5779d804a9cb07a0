import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { createPrivateKey, generateKeyPairSync, randomBytes, sign, webcrypto } from 'node:crypto';

x509.cryptoProvider.set(webcrypto);

export const UUID = '04e4822c-719e-45b0-b360-7e2819faca53';
export const OTHER_UUID = '3a7f5b21-c4d9-4e8f-a1b2-3c4d5e6f7890';
/** When the tests take place. */
export const NOW = Date.parse('2026-03-01T12:00:00Z');
export const DAY = 86_400_000;

export const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
export const P384 = { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' };
export const ED25519 = { name: 'Ed25519' };
export function rsa(modulusLength: number, hash = 'SHA-256', name = 'RSASSA-PKCS1-v1_5') {
  return { name, modulusLength, hash, publicExponent: new Uint8Array([1, 0, 1]) };
}

export interface Made {
  certificate: x509.X509Certificate;
  keys: webcrypto.CryptoKeyPair;
  pem: string;
}

export interface CertificateOptions {
  /** Signed by itself where there is none. */
  issuer?: Made;
  subject?: x509.JsonName;
  names?: x509.JsonGeneralNames;
  notBefore?: number;
  notAfter?: number;
  keys?: webcrypto.CryptoKeyPair;
  /** DER of a public key that WebCrypto cannot make. */
  publicKey?: Uint8Array<ArrayBuffer>;
  algorithm?: Algorithm;
  authority?: boolean;
  usage?: x509.KeyUsageFlags;
  extendedUsage?: string[];
}

type Algorithm = typeof P256 | typeof ED25519 | ReturnType<typeof rsa>;

async function makeKeys(algorithm: Algorithm = P256): Promise<webcrypto.CryptoKeyPair> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  if (!('publicKey' in keys)) throw new Error('not a key pair');
  return keys;
}

/** The certificate that a CA in order would give to the device UUID, but for what the options change. */
export async function makeCertificate(options: CertificateOptions = {}): Promise<Made> {
  const { issuer, subject = [{ CN: [UUID] }], notBefore = NOW - DAY } = options;
  const { notAfter = NOW + 365 * DAY, keys = await makeKeys(options.algorithm) } = options;
  const name = new x509.Name(subject);
  const signingKeys = issuer?.keys ?? keys;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: `40${randomBytes(8).toString('hex')}`,
    subject: name,
    issuer: issuer?.certificate.subjectName ?? name,
    notBefore: new Date(notBefore),
    notAfter: new Date(notAfter),
    publicKey: options.publicKey ?? keys.publicKey,
    signingKey: signingKeys.privateKey,
    signingAlgorithm: {
      ...signingKeys.privateKey.algorithm,
      ...hashOf(options, signingKeys),
      saltLength: 32,
    },
    extensions: extensionsOf(options),
  });
  return { certificate, keys, pem: `${certificate.toString('pem')}\n` };
}

function extensionsOf({ authority = false, usage, names, extendedUsage }: CertificateOptions) {
  return [
    new x509.BasicConstraintsExtension(authority, undefined, true),
    ...(usage ? [new x509.KeyUsagesExtension(usage, true)] : []),
    ...(names ? [new x509.SubjectAlternativeNameExtension(names)] : []),
    ...(extendedUsage ? [new x509.ExtendedKeyUsageExtension(extendedUsage)] : []),
  ];
}

export async function makeAuthority(options: CertificateOptions = {}): Promise<Made> {
  return makeCertificate({
    subject: [{ CN: ['Test CA'] }],
    authority: true,
    usage: x509.KeyUsageFlags.keyCertSign,
    notAfter: NOW + 3_650 * DAY,
    ...options,
  });
}

/** ECDSA keys are not bound to a hash; RSA keys are, and Ed25519 knows no choice. */
function hashOf({ algorithm }: CertificateOptions, keys: webcrypto.CryptoKeyPair) {
  if (keys.privateKey.algorithm.name !== 'ECDSA') return {};
  return { hash: algorithm && 'hash' in algorithm ? algorithm.hash : 'SHA-256' };
}

/** Keys of a curve that is not in WebCrypto: SubjectPublicKeyInfo as DER, PKCS #8 as PEM. */
export function keysOn(namedCurve: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
  return {
    publicKey: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** PKCS #8 as PEM. */
export async function privateKeyOf({ keys }: Made): Promise<string> {
  return toPem(await exportPkcs8(keys), 'PRIVATE KEY');
}

async function exportPkcs8({ privateKey }: webcrypto.CryptoKeyPair): Promise<Buffer> {
  return Buffer.from(await webcrypto.subtle.exportKey('pkcs8', privateKey));
}

export function toPem(der: Uint8Array, label = 'CERTIFICATE'): string {
  const base64 = Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`;
}

export function derOf({ certificate }: Made): Buffer {
  return Buffer.from(certificate.rawData);
}

const SHA256_WITH_RSA = Buffer.from('2a864886f70d01010b', 'hex');
const MD5_WITH_RSA = Buffer.from('2a864886f70d010104', 'hex');

/** An RSA certificate signed again with MD5, which WebCrypto refuses to do: both identifiers and the signature replaced. */
export async function signWithMd5(made: Made, issuer: Made): Promise<string> {
  const der = derOf(made);
  // It stands within the part that is signed, and again after it.
  der.set(MD5_WITH_RSA, der.indexOf(SHA256_WITH_RSA));
  der.set(MD5_WITH_RSA, der.indexOf(SHA256_WITH_RSA));
  const key = createPrivateKey(await privateKeyOf(issuer));
  // 30 82 xx xx, then the part that is signed, which begins with 30 82 and its length.
  const signed = der.subarray(4, 8 + der.readUInt16BE(6));
  const signature = sign('md5', signed, key);
  der.set(signature, der.length - signature.length);
  return toPem(der);
}
