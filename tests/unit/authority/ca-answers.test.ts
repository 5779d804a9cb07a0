import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { createCaClient } from '../../../src/authority/ca-client.ts';
import { ProvisioningError } from '../../../src/contract/provisioning-error.ts';
import { Secret } from '../../../src/contract/secret.ts';
import type { VirtualCaFault } from '../../../src/virtual-bench/virtual-ca/fault.ts';
import { startVirtualCa, type VirtualCa } from '../../../src/virtual-bench/virtual-ca.ts';
import { makeCertificate, UUID } from './make-certificates.ts';

const PSK = '3f7a9c2e5b8d4f1a6c9e2b7d5f8a3c6e9b1d4f7a2c5e8b1d4f7a3c6e9b2d5f8a';
const TOKEN = 'bench-7-token';
const NEVER = new AbortController().signal;

let ca: VirtualCa;
beforeAll(async () => {
  ca = await startVirtualCa({ host: '127.0.0.1', port: 0, tls: false, repeat: 'same' });
});
afterAll(() => ca.close());

let waits: number[];
let postsBefore: number;
beforeEach(() => {
  waits = [];
  postsBefore = ca.received().length;
});

const client = createCaClient({
  wait: (milliseconds) => {
    waits.push(milliseconds);
    return Promise.resolve();
  },
});

function register() {
  return client.register(
    { uuid: UUID, psk: new Secret(PSK), mac: 'A0B1C2D3E4F5', chip: 'esp32s3' },
    { url: ca.url, token: new Secret(TOKEN), timeoutMs: 10_000 },
    NEVER,
  );
}

/** How the registration fails; with it goes the proof that nothing in the error tells a secret. */
async function failure(...faults: VirtualCaFault[]): Promise<ProvisioningError> {
  ca.failNext(...faults);
  const error = await register().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ProvisioningError))
    throw new Error('no ProvisioningError', { cause: error });
  const everything = inspect(error, { depth: 20, showHidden: true }).toLowerCase();
  expect(everything).not.toContain(PSK);
  expect(everything).not.toContain(TOKEN);
  return error;
}

function posts(): number {
  return ca.received().length - postsBefore;
}

function answer(
  status: number,
  content: unknown = {},
  headers: Record<string, string> = {},
): VirtualCaFault {
  const body = typeof content === 'string' ? content : JSON.stringify(content);
  return {
    kind: 'answer',
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body,
  };
}

const LOGIN_PAGE = '<!doctype html><title>Log in to the guest network</title>';
const html = (status: number) => answer(status, LOGIN_PAGE, { 'content-type': 'text/html' });

describe('each answer has its error', () => {
  test.each([
    [
      '200 success:false',
      answer(200, { success: false, message: 'no' }),
      'ca-refused',
      'HTTP 200: no',
    ],
    ['400', answer(400, { error: 'no' }), 'ca-refused', 'HTTP 400: no'],
    ['401', answer(401, { error: { message: 'no' } }), 'ca-unauthorized', 'HTTP 401: no'],
    ['401 with a web page', html(401), 'ca-unauthorized', 'HTTP 401 with a web page'],
    ['403', answer(403), 'ca-unauthorized', 'HTTP 403'],
    ['404', answer(404, { detail: 'no' }), 'ca-refused', 'HTTP 404: no'],
    ['404 with a web page', html(404), 'ca-not-a-ca', 'HTTP 404 with a web page'],
    ['409', answer(409, { message: 'known' }), 'ca-conflict', 'HTTP 409: known'],
    ['422', answer(422, { message: 'psk' }), 'ca-refused', 'HTTP 422: psk'],
    ['500', answer(500, { message: 'disk full' }), 'ca-failed', 'HTTP 500: disk full'],
    ['511, a network that wants a login', html(511), 'ca-not-a-ca', 'HTTP 511 with a web page'],
    ['200 with a web page', html(200), 'ca-not-a-ca', 'HTTP 200 with a web page'],
    [
      'a web page that says it is JSON',
      answer(200, LOGIN_PAGE),
      'ca-not-a-ca',
      'HTTP 200 with a web page',
    ],
    ['plain text', answer(200, 'ok', { 'content-type': 'text/plain' }), 'ca-not-a-ca', 'HTTP 200'],
    ['nothing', answer(200, ''), 'ca-answer-invalid', 'not JSON'],
    ['no object', answer(200, []), 'ca-answer-invalid', ''],
    ['no success', answer(200, { certificate: 'x' }), 'ca-answer-invalid', 'success'],
    ['success in words', answer(200, { success: 'true' }), 'ca-answer-invalid', 'success'],
    ['no certificate', answer(200, { success: true }), 'ca-answer-invalid', 'certificate'],
    [
      'a certificate that is none',
      answer(200, { success: true, certificate: 'x' }),
      'certificate-invalid',
      'PEM',
    ],
    ['a byte order mark', answer(200, '\ufeff{}'), 'ca-answer-invalid', 'not JSON'],
    ['an answer that is too long', answer(200, ' '.repeat(300_000)), 'ca-answer-invalid', '256 KB'],
    [
      'a conflict with something',
      answer(409, { certificate: 'x' }),
      'ca-conflict',
      'cannot be used',
    ],
  ])('%s', async (_, fault, code, detail) => {
    const error = await failure(fault);
    expect(error).toMatchObject({ code });
    expect(error.message).toContain(detail);
    expect(posts()).toBe(1);
  });

  test('bytes that are not UTF-8', async () => {
    const body = Buffer.from('{"success":true,"certificate":"\xe9"}', 'latin1');
    const headers = { 'content-type': 'application/json' };
    const error = await failure({ kind: 'answer', status: 200, headers, body });
    expect(error).toMatchObject({ code: 'ca-answer-invalid', message: 'not UTF-8' });
  });

  test('half an answer', async () => {
    const error = await failure({ kind: 'cut' });
    expect(error).toMatchObject({ code: 'ca-answer-invalid' });
    expect(error.message).toContain('broke off');
  });

  test('a __proto__ in the answer changes no object', async () => {
    await failure(answer(200, '{"__proto__":{"success":true,"polluted":1},"success":false}'));
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

describe('what a server says is shown inert', () => {
  test('without control characters, cut, as text', async () => {
    const message = `\u001b[31m<b>\u202ered</b>\r\n${'x'.repeat(1_000)}`;
    const { message: shown } = await failure(answer(422, { message }));
    expect(shown).toContain('\ufffd[31m<b>\ufffdred</b> xxx');
    expect(shown.length).toBeLessThanOrEqual(200);
  });

  test.each([
    ['in its message', answer(422, { message: `psk ${PSK} token ${TOKEN}` })],
    ['in upper case', answer(422, { message: PSK.toUpperCase() })],
    ['in a redirect', answer(307, {}, { location: `http://evil/?psk=${PSK}&t=${TOKEN}` })],
    ['in a media type', answer(200, {}, { 'content-type': `text/${PSK}` })],
    ['in a broken header', answer(200, {}, { 'retry-after': PSK })],
    ['in JSON that breaks off', answer(200, `{"psk":"${PSK}","token":"${TOKEN}`)],
  ])('and when it sends our secrets back %s, they are masked', async (_, fault) => {
    await failure(fault); // failure() looks for them
  });
});

test('a certificate or a date that is made to say our secrets does not tell them', async () => {
  const { pem } = await makeCertificate({ subject: [{ CN: [PSK] }] });
  const { message } = await failure(answer(200, { success: true, certificate: pem }));
  expect(message).toBe(`it is for ***, not for ${UUID}`);

  const { certificate } = await register();
  ca.failNext(answer(200, { success: true, certificate, ca_cert: ca.caPem, expiry: PSK }));
  expect((await register()).warnings.join()).toContain('expires ***');
});

describe('a server that says "not now" is asked again with the same bytes, three times in all', () => {
  test.each([429, 502, 503, 504])('%d, and then it works', async (status) => {
    ca.failNext(answer(status), html(status));
    await expect(register()).resolves.toMatchObject({ warnings: [] });
    expect(waits).toEqual([300, 600]);
    expect(
      new Set(
        ca
          .received()
          .slice(postsBefore)
          .map(({ body }) => body),
      ).size,
    ).toBe(1);
    expect(posts()).toBe(3);
  });

  test('and then the bench is told', async () => {
    const busy = answer(503, { message: 'maintenance' });
    expect(await failure(busy, busy, busy)).toMatchObject({
      code: 'ca-failed',
      message: 'HTTP 503: maintenance',
    });
    expect(posts()).toBe(3);
  });

  test('after the time that it asks for', async () => {
    ca.failNext(answer(429, {}, { 'retry-after': '2' }));
    await register();
    expect(waits).toEqual([2_000]);
  });

  test('but not if that is beyond the deadline', async () => {
    const error = await failure(answer(429, {}, { 'retry-after': '3600' }));
    expect(error).toMatchObject({ code: 'ca-failed', message: 'HTTP 429, Retry-After 3600' });
    expect(waits).toEqual([]);
    expect(posts()).toBe(1);
  });

  test('other answers of a server in trouble are not repeated', async () => {
    await failure(answer(500));
    expect(posts()).toBe(1);
  });
});

test('409 is a success if it brings the certificate of this device', async () => {
  const issued = await register();
  const content = { success: false, certificate: issued.certificate, ca_cert: ca.caPem };
  ca.failNext(answer(409, content));
  await expect(register()).resolves.toEqual(issued);
});

test('a CA that adds fields or sends null for what it does not have is understood', async () => {
  const { certificate } = await register();
  ca.failNext(
    answer(201, { success: true, certificate, ca_cert: null, expiry: null, id: 7, x: {} }),
  );
  await expect(register()).resolves.toMatchObject({ certificate, caCertificate: null });
});

test('a token with a line break is refused before anything is sent', async () => {
  const access = { url: ca.url, token: new Secret('a\r\nX-Evil: 1'), timeoutMs: 10_000 };
  const device = { uuid: UUID, psk: new Secret(PSK), mac: 'A0B1C2D3E4F5', chip: 'esp32' } as const;
  await expect(client.register(device, access, NEVER)).rejects.toMatchObject({
    code: 'ca-unauthorized',
  });
  expect(posts()).toBe(0);
});
