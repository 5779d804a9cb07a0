import 'reflect-metadata';
import { ExtendedKeyUsage } from '@peculiar/x509';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type ServerOptions } from 'node:https';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';

import { createCaClient } from '../../src/authority/ca-client.ts';
import { Secret } from '../../src/contract/secret.ts';
import { startVirtualCa } from '../../src/virtual-bench/virtual-ca.ts';
import {
  DAY,
  keysOn,
  makeAuthority,
  makeCertificate,
  privateKeyOf,
  rsa,
  type CertificateOptions,
  type Made,
} from '../unit/authority/make-certificates.ts';

const DEVICE = {
  uuid: '04e4822c-719e-45b0-b360-7e2819faca53',
  psk: new Secret('3f7a9c2e5b8d4f1a6c9e2b7d5f8a3c6e9b1d4f7a2c5e8b1d4f7a3c6e9b2d5f8a'),
  mac: 'A0B1C2D3E4F5',
  chip: 'esp32s3',
} as const;
const NEVER = new AbortController().signal;
const NOW = Date.now(); // TLS looks at the real clock
const client = createCaClient({ wait: () => Promise.resolve() });

let authority: Made;
let stranger: Made;
beforeAll(async () => {
  authority = await makeAuthority({ notBefore: NOW - DAY, notAfter: NOW + DAY });
  stranger = await makeAuthority({
    notBefore: NOW - DAY,
    notAfter: NOW + DAY,
    subject: [{ CN: ['Stranger'] }],
  });
});

const opened: AsyncDisposable[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const server of opened.splice(0)) await server[Symbol.asyncDispose]();
});

/** A server's certificate in order, but for what the options change. */
function serverCertificate(options: CertificateOptions = {}): Promise<Made> {
  return makeCertificate({
    subject: [{ CN: ['server'] }],
    names: [{ type: 'ip', value: '127.0.0.1' }],
    notBefore: NOW - DAY,
    notAfter: NOW + DAY,
    ...options,
  });
}

/** `requests` counts what got as far as HTTP. */
async function tlsServer(made: Made, options: ServerOptions = {}) {
  let requests = 0;
  const identity = { cert: made.pem, key: await privateKeyOf(made) };
  const server = createServer({ ...identity, ...options }, (_, response) => {
    requests += 1;
    response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.push(server);
  return { url: `https://127.0.0.1:${portOf(server)}`, requests: () => requests };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

function register(url: string, trust?: string) {
  return client.register(DEVICE, { url, trust, timeoutMs: 10_000 }, NEVER);
}

/** What is said of this server to a client that trusts `trust`; nothing was sent to it. */
async function refusal(made: Made, trust: string | undefined, options?: ServerOptions) {
  const server = await tlsServer(made, options);
  const error: unknown = await register(server.url, trust).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'ca-untrusted' });
  expect(server.requests()).toBe(0);
  return error instanceof Error ? error.message : '';
}

describe('a server that cannot prove who it is gets nothing, and the reason is told with its fingerprint', () => {
  const ip = (value: string) => ({ names: [{ type: 'ip', value } as const] });
  test.each<[string, CertificateOptions, string]>([
    ['it has expired', { notAfter: NOW - 60_000 }, 'has expired'],
    ['it is not valid yet', { notBefore: NOW + DAY / 2 }, 'is not valid yet'],
    ['it is for another address', ip('127.0.0.2'), 'for another host'],
    ['it is for a name', { names: [{ type: 'dns', value: 'ca.example' }] }, 'for another host'],
    [
      'it is for clients',
      { extendedUsage: [ExtendedKeyUsage.clientAuth] },
      'not meant for servers',
    ],
    ['it names nobody and has expired', { subject: [], notAfter: NOW - 60_000 }, 'has expired'],
  ])('%s', async (_, options, words) => {
    const made = await serverCertificate({ issuer: authority, ...options });
    const said = await refusal(made, authority.pem);
    expect(said).toContain(words);
    expect(said).not.toContain('undefined');
    expect(said).toContain(new X509Certificate(made.pem).fingerprint256);
  });

  test('its key is weak', async () => {
    const made = await serverCertificate({ issuer: authority, algorithm: rsa(1_024) });
    const said = await refusal(made, authority.pem, { ciphers: 'DEFAULT:@SECLEVEL=0' });
    expect(said).toContain('its certificate was not accepted');
  });

  test('it is signed by itself', async () => {
    const made = await serverCertificate();
    const said = await refusal(made, undefined);
    expect(said).toContain('signed by itself');
    expect(said).toContain(new X509Certificate(made.pem).fingerprint256);
  });

  test('its CA is not known to the system', async () => {
    const made = await serverCertificate({ issuer: authority });
    expect(await refusal(made, undefined)).toContain('a CA that is not known here');
  });

  test('its CA is not the one that was named', async () => {
    const made = await serverCertificate({ issuer: authority });
    expect(await refusal(made, stranger.pem)).toContain('a CA that is not known here');
  });
});

describe('a connection that is no proper TLS gets nothing', () => {
  test('older than TLS 1.2', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const;
    const made = await serverCertificate({ issuer: authority });
    expect(await refusal(made, authority.pem, old)).toContain('needs TLS 1.2 or newer');
  });

  test('a key on a Brainpool curve, which would kill Node', async () => {
    const keys = keysOn('brainpoolP256r1');
    const made = await serverCertificate({ issuer: authority, publicKey: keys.publicKey });
    expect(await refusal(made, undefined, { key: keys.privateKey })).toContain('no TLS connection');
  });

  test('plain http behind https', async () => {
    const ca = await startVirtualCa({ host: '127.0.0.1', port: 0, tls: false, repeat: 'same' });
    opened.push(ca);
    await expect(register(ca.url.replace('http:', 'https:'))).rejects.toMatchObject({
      code: 'ca-untrusted',
    });
    expect(ca.received()).toEqual([]);
  });

  test.each(['', 'no PEM', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])(
    'a CA file without a certificate: %j',
    async (trust) => {
      const server = await tlsServer(await serverCertificate({ issuer: authority }));
      await expect(register(server.url, trust)).rejects.toMatchObject({ code: 'ca-untrusted' });
      expect(server.requests()).toBe(0);
    },
  );

  test('NODE_TLS_REJECT_UNAUTHORIZED=0 stops every call', async () => {
    const server = await tlsServer(await serverCertificate({ issuer: authority }));
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    await expect(register(server.url, authority.pem)).rejects.toMatchObject({
      code: 'ca-untrusted',
    });
    await expect(probe(server.url, authority.pem)).rejects.toMatchObject({ code: 'ca-untrusted' });
    expect(server.requests()).toBe(0);
  });
});

function probe(url: string, trust?: string) {
  return client.probe({ url, trust, timeoutMs: 10_000 }, NEVER);
}

describe('a probe says who answers, and sends no device', () => {
  test('over TLS, with what the server proved', async () => {
    const ca = await startVirtualCa({ host: '127.0.0.1', port: 0, tls: true, repeat: 'same' });
    opened.push(ca);
    const report = await probe(ca.url, ca.caPem);
    expect(report).toMatchObject({
      url: ca.url,
      status: 200,
      tls: { protocol: 'TLSv1.3', subject: 'CN=Virtual CA server' },
    });
    expect(report.elapsedMs).toBeGreaterThan(0);
    expect(ca.received()).toEqual([]);
  });

  test('with a server that is trusted by the certificate of its issuing CA alone', async () => {
    const issuing = await makeAuthority({
      issuer: authority,
      subject: [{ CN: ['Issuing'] }],
      notBefore: NOW - DAY,
      notAfter: NOW + DAY,
    });
    const server = await tlsServer(await serverCertificate({ issuer: issuing }));
    await expect(probe(server.url, issuing.pem)).resolves.toMatchObject({ status: 200 });
  });

  test('over http, without a word about TLS', async () => {
    const ca = await startVirtualCa({ host: '127.0.0.1', port: 0, tls: false, repeat: 'same' });
    opened.push(ca);
    await expect(probe(ca.url)).resolves.toMatchObject({ status: 200, tls: null });
  });

  test('and fails as a registration would', async () => {
    const server = await tlsServer(await serverCertificate());
    await expect(probe(server.url)).rejects.toMatchObject({ code: 'ca-untrusted' });
  });
});
