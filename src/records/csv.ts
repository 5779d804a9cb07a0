/** Rows as RFC 4180 writes them, each field harmless for a spreadsheet. */
export function csv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
}

/**
 * RFC 4180, and OWASP's guard against formula injection: a spreadsheet runs a cell that begins like a formula, and the
 * name of a network may (`=cmd|...`). The guard changes the value; JSON has it exact.
 */
function csvField(value: string): string {
  const inert = /^[=+\-@\t\r\0]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
