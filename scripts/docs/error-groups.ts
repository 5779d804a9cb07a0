import { readFile } from 'node:fs/promises';

import { ErrorCode } from '../../src/contract/errors.ts';

const TABLE = new URL('../../src/contract/error-text.ts', import.meta.url);

/** The codes under the headings that the table itself has, in its order. Throws if one stands under none. */
export async function errorGroups(): Promise<{ title: string; codes: ErrorCode[] }[]> {
  const groups: { title: string; codes: ErrorCode[] }[] = [];
  const source = await readFile(TABLE, 'utf8');
  for (const [, title, name] of source.matchAll(/^ {2}(?:\/\/ (.+)|'?([a-z-]+)'?: \{)$/gm)) {
    if (title !== undefined) groups.push({ title, codes: [] });
    else groups.at(-1)?.codes.push(ErrorCode.parse(name));
  }
  const missing = ErrorCode.options.filter(
    (code) => !groups.some(({ codes }) => codes.includes(code)),
  );
  if (missing.length > 0) throw new Error(`Codes under no heading: ${missing.join(', ')}`);
  return groups;
}
