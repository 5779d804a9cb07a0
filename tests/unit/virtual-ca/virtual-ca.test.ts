import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';

import {
  startVirtualCa,
  type VirtualCa,
  type VirtualCaOptions,
} from '../../../src/virtual-bench/virtual-ca.ts';

const PSK = '3f7a9c2e5b8d4f1a6c9e2b7d5f8a3c6e9b1d4f7a2c5e8b1d4f7a3c6e9b2d5f8a';
const UUID = '04e4822c-719e-45b0-b360-7e2819faca53';
const REQUEST = { uuid: UUID, psk: PSK, mac: 'A0B1C2D3E4F5', type: 'esp32s3' };
const Issued = z.object({
  success: z.literal(true),
  certificate: z.string(),
  ca_cert: z.string(),
  expiry: z.string(),
});

let ca: VirtualCa | undefined;
afterEach(() => ca?.close());

async function start(options: Partial<VirtualCaOptions> = {}): Promise<VirtualCa> {
  ca = await startVirtualCa({ host: '127.0.0.1', port: 0, tls: false, repeat: 'same', ...options });
  return ca;
}

async function post({ url }: VirtualCa, body: unknown = REQUEST, headers = {}) {
  const response = await fetch(`${url}/api/devices/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const content: unknown = await response.json();
  return { status: response.status, content };
}

test('a device gets a P-256 certificate for its UUID, for one year, signed by the CA of /ca.pem', async () => {
  const { content, status } = await post(await start());
  expect(status).toBe(200);
  const { certificate, ca_cert, expiry } = Issued.parse(content);
  const device = new X509Certificate(certificate);
  const authority = new X509Certificate(ca_cert);
  expect(device.subject).toBe(`CN=${UUID}`);
  expect(device.subjectAltName).toBe(`URI:urn:uuid:${UUID}`);
  expect(device.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  expect(device.ca).toBe(false);
  expect(authority.ca).toBe(true);
  expect(device.checkIssued(authority) && device.verify(authority.publicKey)).toBe(true);
  expect(device.validToDate.getTime() - device.validFromDate.getTime()).toBe(
    (365 * 86_400 + 60) * 1_000,
  );
  expect(expiry).toBe(device.validToDate.toISOString().replace('.000', ''));

  const published = await fetch(`${ca?.url ?? ''}/ca.pem`);
  expect(await published.text()).toBe(ca_cert);
  expect(ca?.caPem).toBe(ca_cert);
});

test('no two certificates have the same serial number, nor two CAs the same key', async () => {
  const first = await start({ repeat: 'reissue' });
  await post(first);
  await post(first);
  const serials = first
    .registrations()
    .flatMap(({ certificates }) =>
      certificates.map((pem) => new X509Certificate(pem).serialNumber),
    );
  expect(new Set(serials).size).toBe(2);
  await first.close();
  expect((await start()).caPem).not.toBe(first.caPem);
});

describe('what is not the request of the specification is refused in JSON, and registers nothing', () => {
  test.each<[string, unknown, number]>([
    ['no JSON', '{"uuid":', 422],
    ['no object', [], 422],
    ['a field is missing', { ...REQUEST, mac: undefined }, 422],
    ['a field is too many', { ...REQUEST, csr: 'x' }, 422],
    ['a UUID in upper case', { ...REQUEST, uuid: UUID.toUpperCase() }, 422],
    ['a PSK of 63 digits', { ...REQUEST, psk: PSK.slice(1) }, 422],
    ['a MAC with colons', { ...REQUEST, mac: 'A0:B1:C2:D3:E4:F5' }, 422],
    ['another chip', { ...REQUEST, type: 'esp8266' }, 422],
    ['a megabyte', 'x'.repeat(1_000_000), 413],
  ])('%s', async (_, body, expected) => {
    const { status, content } = await post(await start(), body);
    expect(status).toBe(expected);
    expect(content).toMatchObject({ success: false });
    expect(JSON.stringify(content)).not.toContain(PSK.slice(1));
    expect(ca?.registrations()).toEqual([]);
  });

  test('another media type', async () => {
    const { status } = await post(await start(), REQUEST, { 'content-type': 'text/plain' });
    expect(status).toBe(415);
    expect(ca?.registrations()).toEqual([]);
  });

  test('another path', async () => {
    const { url } = await start();
    const response = await fetch(`${url}/api/devices/register/`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ success: false });
  });

  test.each([{}, { authorization: 'Bearer t2' }, { authorization: 't1' }])(
    'a token that is not ours: %j',
    async (headers) => {
      const { status } = await post(await start({ token: 't1' }), REQUEST, headers);
      expect(status).toBe(401);
      expect(ca?.received()).toEqual([]);
    },
  );
});

test('the list of devices names them, wants the token, and never tells a PSK', async () => {
  const { url } = await start({ token: 't1' });
  const authorization = 'Bearer t1';
  if (ca) await post(ca, REQUEST, { authorization });
  const list = await fetch(`${url}/api/devices`, { headers: { authorization } });
  const text = await list.text();
  expect(JSON.parse(text)).toMatchObject({
    devices: [{ uuid: UUID, mac: 'A0B1C2D3E4F5', posts: 1 }],
  });
  expect(text).not.toContain(PSK);
  expect((await fetch(`${url}/api/devices`)).status).toBe(401);
});

test('a hundred POSTs of one device at once are one registration', async () => {
  const running = await start();
  const answers = await Promise.all(Array.from({ length: 100 }, () => post(running)));
  expect(new Set(answers.map(({ content }) => Issued.parse(content).certificate)).size).toBe(1);
  expect(running.registrations()).toMatchObject([{ uuid: UUID, psk: PSK, posts: 100 }]);
});

test('of two stations with one MAC and two PSKs at once, one gets the device', async () => {
  const running = await start();
  const other = { ...REQUEST, psk: PSK.replace('3', '4') };
  const statuses = (await Promise.all([post(running), post(running, other)])).map((a) => a.status);
  expect(statuses.sort()).toEqual([200, 409]);
});

test('closing it frees the port, even with a client that waits', async () => {
  const running = await start();
  const arrived = Promise.withResolvers<string>();
  const until = () => {
    arrived.resolve('arrived');
    return new Promise(() => undefined);
  };
  running.failNext({ kind: 'wait', when: 'before', until });
  const waiting = post(running).catch(() => 'cut');
  await arrived.promise;
  await running.close();
  expect(await waiting).toBe('cut');

  const next = createServer().listen(Number(new URL(running.url).port), '127.0.0.1');
  await once(next, 'listening');
  await next[Symbol.asyncDispose]();
});

test('a port that is taken is an error of the start', async () => {
  const { port } = new URL((await start()).url);
  await expect(start({ port: Number(port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test.each([
  ['0.0.0.0', 'http://localhost:'],
  ['::1', 'http://[::1]:'],
])('listening on %s, its URL begins with %s', async (host, url) => {
  expect((await start({ host })).url).toContain(url);
});
