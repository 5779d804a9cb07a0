/** A date of HTTP (RFC 9110 5.6.7) as epoch milliseconds, or NaN. Date.parse alone would take "-5" for the year 2001. */
export function parseHttpDate(header: string | undefined): number {
  return header?.endsWith(' GMT') ? Date.parse(header) : Number.NaN;
}
