import { setTimeout as sleep } from 'node:timers/promises';

import type { CaReport } from '../contract/channels.ts';
import type { ChipName } from '../contract/chip.ts';
import { ProvisioningError } from '../contract/provisioning-error.ts';
import type { Secret } from '../contract/secret.ts';
import { CaConnection, type CaAnswer, type CaRequest } from './ca-connection.ts';
import { checkCertificate } from './check-certificate.ts';
import { checkClocks } from './clock-skew.ts';
import { hideSecrets } from './inert-text.ts';
import { readRegistrationAnswer } from './registration-answer.ts';
import { retryAfterMs } from './retry-after.ts';

interface DeviceToRegister {
  /** Lower case. */
  uuid: string;
  psk: Secret;
  /** 12 upper-case hex digits. */
  mac: string;
  chip: ChipName;
}

export interface CaAccess {
  /** Base URL, https, or http where that was allowed. */
  url: string;
  /** PEM of the CA that signed the server's TLS certificate; instead of what the system trusts. */
  trust?: string | undefined;
  /** Sent as a bearer token (RFC 6750). */
  token?: Secret | undefined;
  /** From the first try's connection to the last byte of the last answer. */
  timeoutMs: number;
}

/** PEM texts. */
interface IssuedPair {
  certificate: string;
  caCertificate: string | null;
}

export interface CaClient {
  /**
   * Registers a device and checks the certificate that comes back. Every try of a device sends the same bytes, so that
   * it is safe to try again. Throws `ca-*` and `certificate-*`; the signal's reason if it was aborted.
   */
  register(
    device: DeviceToRegister,
    access: CaAccess,
    signal: AbortSignal,
  ): Promise<IssuedPair & { warnings: string[] }>;
  /** Whether a certificate from before is still this device's and valid now; returns warnings, throws `certificate-*`. */
  check(pair: IssuedPair, uuid: string): string[];
  /** Who answers at the URL: one GET, no token, no device. Throws `ca-*`; the signal's reason if it was aborted. */
  probe(
    access: Pick<CaAccess, 'url' | 'trust' | 'timeoutMs'>,
    signal: AbortSignal,
  ): Promise<CaReport>;
}

/** What the client takes from its surroundings. */
export interface CaClientTools {
  /** Epoch milliseconds. */
  clock: () => number;
  wait: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
}

const REGISTER_PATH = '/api/devices/register';
const MAX_TRIES = 3;
/** Before the second try; twice that before the third. */
const BACKOFF_MS = 300;
/** Statuses that say "not now" (RFC 9110, RFC 6585): the request was fine. */
const TRY_AGAIN = [429, 502, 503, 504];

const REAL_TOOLS: CaClientTools = {
  clock: Date.now,
  wait: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
};

/** The client of the specification's JSON interface; docs/CA.md is its contract. */
export function createCaClient(tools: Partial<CaClientTools> = {}): CaClient {
  const real = { ...REAL_TOOLS, ...tools };
  return {
    register: (device, access, signal) =>
      withDeadline(access, signal, (deadline) => register(device, access, real, deadline)),
    check: (pair, uuid) => checkCertificate(pair, uuid, real.clock()),
    probe: (access, signal) => withDeadline(access, signal, (deadline) => probe(access, deadline)),
  };
}

interface Deadline {
  signal: AbortSignal;
  /** As performance.now() counts. */
  endsAt: number;
}

/** One deadline over everything, so that a server which sends a byte a minute does not hold the bench. */
async function withDeadline<T>(
  { url, timeoutMs }: Pick<CaAccess, 'url' | 'timeoutMs'>,
  signal: AbortSignal,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const endsAt = performance.now() + timeoutMs;
  try {
    return await work({ signal: AbortSignal.any([signal, timeout]), endsAt });
  } catch (error) {
    signal.throwIfAborted();
    if (!timeout.aborted) throw error;
    const detail = `${new URL(url).host} did not finish answering in ${timeoutMs / 1_000} s`;
    throw new ProvisioningError('ca-timeout', detail, { cause: error });
  }
}

async function register(
  device: DeviceToRegister,
  access: CaAccess,
  tools: CaClientTools,
  deadline: Deadline,
): Promise<IssuedPair & { warnings: string[] }> {
  const secrets = [device.psk, ...(access.token ? [access.token] : [])];
  await using connection = new CaConnection(access.url, access.trust, secrets);
  const request = registrationRequest(device, access.token);
  const answer = await exchange(connection, request, tools, deadline);
  const { expiry, ...pair } = readRegistrationAnswer(answer, secrets);
  const now = tools.clock();
  try {
    const clocks = checkClocks(answer.header('date'), now);
    const warnings = checkCertificate({ ...pair, expiry }, device.uuid, now);
    const told = [...clocks, ...warnings].map((warning) => hideSecrets(warning, secrets));
    return { ...pair, warnings: told };
  } catch (error) {
    throw unusable(error, answer.status, secrets);
  }
}

/** A certificate may be made to say anything, what we sent included. */
function unusable(error: unknown, status: number, secrets: readonly Secret[]): unknown {
  if (!(error instanceof ProvisioningError)) return error;
  const why = hideSecrets(error.message, secrets);
  const { cause } = error;
  if (status !== 409) return new ProvisioningError(error.code, why, { cause });
  const detail = `the certificate that it sent along cannot be used: ${why}`;
  return new ProvisioningError('ca-conflict', detail, { cause });
}

/** The key is the same for every try of this device, and tells nothing about its PSK. */
function registrationRequest(
  { uuid, psk, mac, chip }: DeviceToRegister,
  token: Secret | undefined,
): CaRequest {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    'idempotency-key': uuid, // draft-ietf-httpapi-idempotency-key-header
  };
  // The order of the names is part of the bytes that a retry repeats.
  const body = JSON.stringify({ uuid, psk: psk.reveal(), mac, type: chip });
  const request = { method: 'POST', path: REGISTER_PATH, headers, body } as const;
  if (!token) return request;
  if (!/^[\x21-\x7e]+$/.test(token.reveal())) {
    throw new ProvisioningError('ca-unauthorized', 'the token holds a space or a line break');
  }
  return { ...request, headers: { ...headers, authorization: `Bearer ${token.reveal()}` } };
}

/** Asks again, with the same bytes, while no answer came or the server says "not now": three times at most. */
async function exchange(
  connection: CaConnection,
  request: CaRequest,
  { clock, wait }: CaClientTools,
  { signal, endsAt }: Deadline,
): Promise<CaAnswer> {
  for (let tries = 1; ; tries += 1) {
    const outcome = await connection.exchange(request, signal).catch(unreachable);
    const answered = !(outcome instanceof ProvisioningError);
    if (answered && !TRY_AGAIN.includes(outcome.status)) return outcome;
    const asked = answered ? retryAfterMs(outcome.header('retry-after'), clock()) : undefined;
    const pause = asked ?? BACKOFF_MS * 2 ** (tries - 1);
    if (tries === MAX_TRIES || performance.now() + pause >= endsAt) {
      if (answered) return outcome;
      throw outcome;
    }
    await wait(pause, signal);
  }
}

function unreachable(error: unknown): ProvisioningError {
  if (error instanceof ProvisioningError && error.code === 'ca-unreachable') return error;
  throw error;
}

async function probe(
  { url, trust }: Pick<CaAccess, 'url' | 'trust'>,
  { signal }: Deadline,
): Promise<CaReport> {
  const began = performance.now();
  await using connection = new CaConnection(url, trust);
  const status = await connection.look(signal);
  return { url, status, tls: connection.peer, elapsedMs: performance.now() - began };
}
