import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';

import { createCaClient, type CaAccess } from '../../src/authority/ca-client.ts';
import { CaUrl } from '../../src/contract/fields.ts';
import { Secret } from '../../src/contract/secret.ts';
import type { VirtualCaFault } from '../../src/virtual-bench/virtual-ca/fault.ts';
import { startVirtualCa, type VirtualCaOptions } from '../../src/virtual-bench/virtual-ca.ts';

const PSK = '3f7a9c2e5b8d4f1a6c9e2b7d5f8a3c6e9b1d4f7a2c5e8b1d4f7a3c6e9b2d5f8a';
const DEVICE = {
  uuid: '04e4822c-719e-45b0-b360-7e2819faca53',
  psk: new Secret(PSK),
  mac: 'A0B1C2D3E4F5',
  chip: 'esp32s3',
} as const;
const BODY = `{"uuid":"${DEVICE.uuid}","psk":"${PSK}","mac":"A0B1C2D3E4F5","type":"esp32s3"}`;
const NEVER = new AbortController().signal;
const client = createCaClient({ wait: () => Promise.resolve() });

const opened: AsyncDisposable[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) await server[Symbol.asyncDispose]();
});

async function virtualCa(options: Partial<VirtualCaOptions> = {}) {
  const ca = await startVirtualCa({
    host: '127.0.0.1',
    port: 0,
    tls: false,
    repeat: 'same',
    ...options,
  });
  opened.push(ca);
  return ca;
}

function register(access: Partial<CaAccess> & { url: string }, signal = NEVER) {
  return client.register(DEVICE, { timeoutMs: 10_000, ...access }, signal);
}

const DAY = 86_400_000;

/** To compare an error with. */
function code(expected: string): unknown {
  return expect.objectContaining({ code: expected });
}

describe('a device is registered', () => {
  test.each([
    ['http', false],
    ['https, trusting the CA file that was named', true],
  ])('over %s', async (_, tls) => {
    const ca = await virtualCa({ tls });
    const issued = await register({ url: ca.url, trust: tls ? ca.caPem : undefined });
    expect(issued).toEqual({
      certificate: ca.registrations()[0]?.certificates[0],
      caCertificate: ca.caPem,
      warnings: [],
    });
    expect(client.check(issued, DEVICE.uuid)).toEqual([]);
    expect(ca.received()).toEqual([{ body: BODY, idempotencyKey: DEVICE.uuid }]);
  });

  test('with the bearer token, and not without', async () => {
    const ca = await virtualCa({ token: 'bench-7' });
    await expect(register({ url: ca.url })).rejects.toEqual(code('ca-unauthorized'));
    const wrong = { url: ca.url, token: new Secret('bench-8') };
    await expect(register(wrong)).rejects.toEqual(code('ca-unauthorized'));
    expect(ca.registrations()).toEqual([]);
    await register({ url: ca.url, token: new Secret('bench-7') });
  });

  test.each(['', '/', '//'])('at a base URL that ends in "%s"', async (end) => {
    const ca = await virtualCa();
    await register({ url: CaUrl.parse(`${ca.url}${end}`) });
    await register({ url: `${ca.url}${end}` });
  });

  test('on an IPv6 address', async () => {
    const ca = await virtualCa({ host: '::1', tls: true });
    await register({ url: ca.url, trust: ca.caPem });
  });
});

describe('a device that the CA has already', () => {
  test('gets the same certificate from a CA that answers the same', async () => {
    const ca = await virtualCa({ repeat: 'same' });
    expect(await register(ca)).toEqual(await register(ca));
    expect(ca.registrations()).toMatchObject([{ posts: 2 }]);
  });

  test('gets another good one from a CA that issues again', async () => {
    const ca = await virtualCa({ repeat: 'reissue' });
    const first = await register(ca);
    const second = await register(ca);
    expect(second.certificate).not.toBe(first.certificate);
    expect(ca.registrations()[0]?.certificates).toEqual([first.certificate, second.certificate]);
  });

  test.each([
    ['conflict', 'ca-conflict'],
    ['refuse', 'ca-refused'],
  ] as const)('is an error where the CA answers with %s', async (repeat, expected) => {
    const ca = await virtualCa({ repeat });
    await register(ca);
    await expect(register(ca)).rejects.toEqual(code(expected));
  });

  test('is a conflict where the PSK is another one', async () => {
    const ca = await virtualCa({ repeat: 'same' });
    await register(ca);
    const other = { ...DEVICE, psk: new Secret(PSK.replace('3', '4')) };
    const again = client.register(other, { url: ca.url, timeoutMs: 10_000 }, NEVER);
    await expect(again).rejects.toEqual(code('ca-conflict'));
  });
});

describe('an answer that gets lost', () => {
  test.each([false, true])('is asked for again with the same bytes (tls: %s)', async (tls) => {
    const faults: VirtualCaFault[] = [
      { kind: 'drop', when: 'before' },
      { kind: 'drop', when: 'after' },
    ];
    const ca = await virtualCa({ tls, faults });
    const { certificate } = await register({ url: ca.url, trust: tls ? ca.caPem : undefined });
    expect(ca.registrations()).toMatchObject([{ posts: 2, certificates: [certificate] }]);
    expect(ca.received().map(({ body }) => body)).toEqual([BODY, BODY, BODY]);
  });

  test('three times is told, and trying again later is safe', async () => {
    const ca = await virtualCa();
    const drop: VirtualCaFault = { kind: 'drop', when: 'after' };
    ca.failNext(drop, drop, drop);
    await expect(register(ca)).rejects.toEqual(code('ca-unreachable'));
    await register(ca);
    expect(ca.registrations()).toHaveLength(1);
  });

  test.each<[string, VirtualCaFault]>([
    ['no headers', { kind: 'wait', when: 'after', until: () => new Promise(() => undefined) }],
    ['headers and half a body', { kind: 'stall' }],
  ])('in a silence after %s ends at the deadline', async (_, fault) => {
    const ca = await virtualCa({ faults: [fault] });
    await expect(register({ url: ca.url, timeoutMs: 3_000 })).rejects.toMatchObject({
      code: 'ca-timeout',
      message: `${new URL(ca.url).host} did not finish answering in 3 s`,
    });
    await register(ca);
    expect(ca.registrations()).toHaveLength(1);
  });
});

test('a server that never finishes the TLS handshake is left at the deadline', async () => {
  const left = Promise.withResolvers<string>();
  const { host } = await tcpServer((socket) => {
    socket.resume().on('close', () => left.resolve('left'));
  });
  const began = performance.now();
  await expect(register({ url: `https://${host}`, timeoutMs: 200 })).rejects.toEqual(
    code('ca-timeout'),
  );
  expect(await left.promise).toBe('left');
  expect(performance.now() - began).toBeLessThan(3_000); // a connection by itself gives up after 5 s
});

test.each([
  ['wrong-uuid', 'certificate-wrong-device'],
  ['expired', 'certificate-expired'],
  ['not-yet-valid', 'certificate-expired'],
  ['other-issuer', 'certificate-untrusted'],
  ['authority', 'certificate-invalid'],
] as const)(
  'a certificate that is %s is refused, and the next one taken',
  async (flaw, expected) => {
    const ca = await virtualCa({ repeat: 'reissue', faults: [{ kind: 'certificate', flaw }] });
    await expect(register(ca)).rejects.toEqual(code(expected));
    await expect(register(ca)).resolves.toMatchObject({ warnings: [] });
  },
);

test('the clock of the CA is compared with ours', async () => {
  const dated = (ms: number): VirtualCaFault => ({
    kind: 'headers',
    headers: { date: new Date(Date.now() + ms).toUTCString() },
  });
  const ca = await virtualCa({ faults: [dated(2 * DAY), dated(DAY / 24)] });
  await expect(register(ca)).rejects.toEqual(code('certificate-expired'));
  const { warnings } = await register(ca);
  expect(warnings).toEqual([expect.stringContaining('differ by 60 minutes')]);
});

describe('an abort ends it at once, with its reason', () => {
  test('while the CA thinks', async () => {
    const abort = new AbortController();
    const until = () => {
      abort.abort(new Error('Ctrl-C'));
      return new Promise(() => undefined);
    };
    const ca = await virtualCa({ faults: [{ kind: 'wait', when: 'before', until }] });
    await expect(register(ca, abort.signal)).rejects.toThrow('Ctrl-C');
  });

  test('between two tries', async () => {
    const abort = new AbortController();
    const ca = await virtualCa();
    ca.failNext({ kind: 'answer', status: 503, headers: { 'retry-after': '5' } });
    const waiting = createCaClient({
      wait: (milliseconds, signal) => {
        abort.abort(new Error('Ctrl-C'));
        return setTimeout(milliseconds, undefined, { signal });
      },
    });
    const access = { url: ca.url, timeoutMs: 10_000 };
    await expect(waiting.register(DEVICE, access, abort.signal)).rejects.toThrow('Ctrl-C');
    expect(ca.received()).toHaveLength(1);
  });

  test('before anything was sent', async () => {
    const ca = await virtualCa();
    const aborted = AbortSignal.abort(new Error('Ctrl-C'));
    await expect(register(ca, aborted)).rejects.toThrow('Ctrl-C');
    expect(ca.received()).toEqual([]);
  });
});

/** A bare TCP server; `connections` counts who came. */
async function tcpServer(onConnection: (socket: Socket) => void) {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    onConnection(socket.on('error', () => undefined));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.push(server);
  return { host: `127.0.0.1:${portOf(server)}`, server, connections: () => connections };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

describe('the PSK goes to the CA and to nobody else', () => {
  test.each([301, 302, 303, 307, 308])('a redirect (%d) is not followed', async (status) => {
    const elsewhere = await tcpServer(() => undefined);
    const location = `http://${elsewhere.host}/api/devices/register`;
    const ca = await virtualCa();
    ca.failNext({ kind: 'answer', status, headers: { location } });
    await expect(register(ca)).rejects.toMatchObject({
      code: 'ca-redirected',
      message: `HTTP ${status} to ${location}`,
    });
    expect(elsewhere.connections()).toBe(0);
  });

  test('something that speaks no HTTP and sends it back does not get it into the error', async () => {
    const echo = await tcpServer((socket) => {
      socket.once('data', (request) => socket.end(`HTTP/1.1 200 OK\r\n${request.toString()}`));
    });
    const error: unknown = await register({ url: `http://${echo.host}` }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'ca-not-a-ca' });
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(PSK);
    expect(echo.connections()).toBe(1);
  });

  test('where nothing listens, it is told after three tries', async () => {
    const host = '127.0.0.1:1'; // tcpmux, which nobody has any more
    await expect(register({ url: `http://${host}` })).rejects.toMatchObject({
      code: 'ca-unreachable',
      message: `${host}: nothing listens there`,
    });
  });
});
