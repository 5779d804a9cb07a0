import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

import type { VirtualCaFault } from './fault.ts';
import { refusal, type DeskAnswer, type RegistrationDesk } from './registration-desk.ts';

/** A POST as it came, credentials included. */
export interface ReceivedPost {
  body: string;
  idempotencyKey: string | undefined;
}

export interface ListenerOptions {
  desk: RegistrationDesk;
  caPem: string;
  token: string | undefined;
  onPost: (post: ReceivedPost) => void;
  /** What goes wrong with the POST that has just come, if anything. */
  nextFault: () => VirtualCaFault | undefined;
}

const REGISTER_PATH = '/api/devices/register';
/** In characters; a proper request has about 180. */
const MAX_REQUEST_LENGTH = 65_536;

/** The CA as HTTP sees it. Every refusal is JSON, and no answer ever holds a PSK. */
export function requestListener(options: ListenerOptions): RequestListener {
  return (request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      // A client that goes away in the middle is nothing to report; its connection is.
      response.destroy(error instanceof Error ? error : undefined);
    });
  };
}

async function answer(
  options: ListenerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { desk, caPem, token } = options;
  const route = `${request.method ?? ''} ${request.url ?? ''}`;
  if (route === 'GET /ca.pem') {
    response.writeHead(200, { 'content-type': 'application/x-pem-file' }).end(caPem);
  } else if (route === 'GET /') {
    sendJson(response, { status: 200, content: { register: REGISTER_PATH, ca: '/ca.pem' } });
  } else if (route !== `POST ${REGISTER_PATH}` && route !== 'GET /api/devices') {
    sendJson(response, refusal(404, `there is only POST ${REGISTER_PATH}`));
  } else if (token !== undefined && !isAuthorised(request, token)) {
    response.setHeader('www-authenticate', 'Bearer');
    sendJson(response, refusal(401, 'a valid bearer token is needed'));
  } else if (request.method === 'GET') {
    const devices = desk.registrations().map(({ psk: _, ...device }) => device);
    sendJson(response, { status: 200, content: { devices } });
  } else {
    await answerPost(options, request, response);
  }
}

async function answerPost(
  { desk, onPost, nextFault }: ListenerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) {
    sendJson(response, refusal(413, 'the request is too long'));
    return;
  }
  onPost({ body, idempotencyKey: request.headersDistinct['idempotency-key']?.at(-1) });
  const fault = nextFault();
  if (fault?.kind === 'answer') {
    response.writeHead(fault.status, fault.headers).end(fault.body);
    return;
  }
  if (await interrupts('before', fault, request)) return;
  const flaw = fault?.kind === 'certificate' ? fault.flaw : undefined;
  const registered = isJson(request)
    ? await desk.register(body, flaw)
    : refusal(415, 'the request must be application/json');
  if (await interrupts('after', fault, request)) return;
  sendJson(response, registered, fault);
}

/** Waits, or cuts the connection, if that is the fault at this moment; true if there is nobody left to answer. */
async function interrupts(
  moment: 'before' | 'after',
  fault: VirtualCaFault | undefined,
  request: IncomingMessage,
): Promise<boolean> {
  if (fault?.kind === 'wait' && fault.when === moment) await fault.until();
  const dropped = fault?.kind === 'drop' && fault.when === moment;
  if (dropped) request.socket.destroy();
  return dropped;
}

function sendJson(response: ServerResponse, answer: DeskAnswer, fault?: VirtualCaFault): void {
  const body = JSON.stringify(answer.content);
  response.writeHead(answer.status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...(fault?.kind === 'headers' ? fault.headers : {}),
  });
  if (fault?.kind === 'stall' || fault?.kind === 'cut') {
    response.write(body.slice(0, body.length / 2), () => {
      if (fault.kind === 'cut') response.destroy();
    });
  } else {
    response.end(body);
  }
}

/** The text of a request, or undefined if it is too long to be one. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  let text = '';
  request.setEncoding('utf8');
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    if (text.length > MAX_REQUEST_LENGTH) return undefined;
  }
  return text;
}

function isJson(request: IncomingMessage): boolean {
  return /^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '');
}

/** Compared as hashes, so that the time it takes tells nothing of the token. */
function isAuthorised({ headers }: IncomingMessage, token: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(headers.authorization ?? ''), hash(`Bearer ${token}`));
}
