import { z } from 'zod';

import type { ErrorCode } from '../contract/errors.ts';
import { ProvisioningError } from '../contract/provisioning-error.ts';
import type { Secret } from '../contract/secret.ts';
import type { CaAnswer } from './ca-connection.ts';
import { inertText } from './inert-text.ts';
import { parseStrictJson } from './strict-json.ts';

const Issued = z.object({
  /** PEM. */
  certificate: z.string(),
  ca_cert: z.string().nullish(),
  /** ISO 8601. */
  expiry: z.string().nullish(),
});

/** The specification's answer; what else a CA adds is left alone. */
const RegistrationAnswer = z.discriminatedUnion('success', [
  Issued.extend({ success: z.literal(true) }),
  z.object({ success: z.literal(false) }),
]);

/** Where CAs put their words; the specification says nothing about it. */
const ServerMessage = z.union([
  z.object({ message: z.string() }).transform(({ message }) => message),
  z.object({ error: z.string() }).transform(({ error }) => error),
  z.object({ error: z.object({ message: z.string() }) }).transform(({ error }) => error.message),
  z.object({ detail: z.string() }).transform(({ detail }) => detail),
]);

/** What a CA issued, not yet checked. */
export interface IssuedCertificate {
  certificate: string;
  caCertificate: string | null;
  expiry: string | undefined;
}

/**
 * Reads the answer to a registration, of any status. Throws the `ca-*` error that fits wherever it brings no
 * certificate, with the server's words made inert and without `secrets`.
 */
export function readRegistrationAnswer(
  answer: CaAnswer,
  secrets: readonly Secret[],
): IssuedCertificate {
  const refuse = (code: ErrorCode, detail: string) =>
    new ProvisioningError(code, inertText(detail, secrets));
  const failure = failureCode(answer);
  // "Known already" is as good as "registered" if the certificate comes along.
  const known = failure === 'ca-conflict' ? Issued.safeParse(contentOf(answer)) : undefined;
  if (known?.success) return issued(known.data);
  if (failure) throw refuse(failure, describe(answer));

  const read = RegistrationAnswer.safeParse(parseAnswer(answer));
  if (!read.success) {
    const fields = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw refuse('ca-answer-invalid', fields.join('; '));
  }
  if (!read.data.success) throw refuse('ca-refused', describe(answer));
  return issued(read.data);
}

function issued({ certificate, ca_cert, expiry }: z.infer<typeof Issued>): IssuedCertificate {
  return { certificate, caCertificate: ca_cert ?? null, expiry: expiry ?? undefined };
}

/** Why this answer cannot be the one that was hoped for; undefined for a success in JSON. */
function failureCode(answer: CaAnswer): ErrorCode | undefined {
  const { status } = answer;
  if (status >= 300 && status < 400) return 'ca-redirected';
  if (status === 401 || status === 403) return 'ca-unauthorized';
  if (status === 409) return 'ca-conflict';
  if (status === 511) return 'ca-not-a-ca'; // a network that wants a login first, RFC 6585
  if (status === 429 || status >= 500) return 'ca-failed';
  if (isWebPage(answer)) return 'ca-not-a-ca';
  if (status >= 400) return 'ca-refused';
  return isJson(answer) ? undefined : 'ca-not-a-ca';
}

/** One line about the answer: its status, where it points, what it says. */
function describe(answer: CaAnswer): string {
  const location = answer.header('location');
  const retryAfter = answer.header('retry-after');
  const said = ServerMessage.safeParse(contentOf(answer));
  return [
    `HTTP ${answer.status}`,
    ...(isWebPage(answer) ? [' with a web page'] : []),
    ...(location === undefined ? [] : [` to ${location}`]),
    ...(retryAfter === undefined ? [] : [`, Retry-After ${retryAfter}`]),
    ...(said.success ? [`: ${said.data}`] : []),
  ].join('');
}

function mediaType(answer: CaAnswer): string {
  return answer.header('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
}

/** A login portal, a proxy, a web server: whatever it says, it is for a browser. */
function isWebPage(answer: CaAnswer): boolean {
  const start = new TextDecoder('latin1').decode(answer.body.subarray(0, 64));
  return mediaType(answer).includes('html') || /^\s*</.test(start);
}

/** An answer that names no type is judged by its content alone. */
function isJson(answer: CaAnswer): boolean {
  const type = mediaType(answer);
  return type === '' || /^application\/(.+\+)?json$/.test(type);
}

/** Throws `ca-answer-invalid`. */
function parseAnswer({ body }: CaAnswer): unknown {
  try {
    // JSON is UTF-8 without a byte order mark (RFC 8259 8.1); a decoder left to itself would swallow one.
    return parseStrictJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
  } catch (error) {
    const why = error instanceof SyntaxError ? error.message : 'not UTF-8';
    throw new ProvisioningError('ca-answer-invalid', why);
  }
}

/** undefined for what cannot be parsed, which fits no schema: of a refusal only the words matter. */
function contentOf(answer: CaAnswer): unknown {
  try {
    return parseAnswer(answer);
  } catch {
    return undefined;
  }
}
