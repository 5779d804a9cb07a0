import { parseHttpDate } from './http-date.ts';

/**
 * What a server asks us to wait, in milliseconds: `Retry-After` as seconds or as a date (RFC 9110 10.2.3), `now` in epoch
 * milliseconds. undefined where it asks for nothing that makes sense.
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header !== undefined && /^\d+$/.test(header)) return Number(header) * 1_000;
  const date = parseHttpDate(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
