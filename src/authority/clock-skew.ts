import { ProvisioningError } from '../contract/provisioning-error.ts';
import { parseHttpDate } from './http-date.ts';

const MINUTE_MS = 60_000;
const WORTH_SAYING_MS = 5 * MINUTE_MS;
/** A clock that is off by more than a day makes every judgement about validity worthless. */
const TOO_MUCH_MS = 24 * 60 * MINUTE_MS;

/**
 * Compares the `Date` header of the CA (RFC 9110 6.6.1) with the clock of this computer, `now` in epoch milliseconds.
 * Returns what a person should know. Throws `certificate-expired` above 24 hours, both clocks named.
 */
export function checkClocks(date: string | undefined, now: number): string[] {
  const theirs = parseHttpDate(date);
  const skew = Math.abs(theirs - now);
  if (!(skew > WORTH_SAYING_MS)) return []; // also where the header is missing or makes no sense
  const clocks = `the clock of the CA says ${iso(theirs)}, that of this computer ${iso(now)}`;
  if (skew > TOO_MUCH_MS) throw new ProvisioningError('certificate-expired', clocks);
  return [`Two clocks differ by ${Math.round(skew / MINUTE_MS)} minutes: ${clocks}.`];
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
