/** A command as a page shows it, and what the page shows below it. */
export interface Example {
  command: string;
  shown: string[];
}

/** The commands in the `console` blocks of a page, in order. */
export function examplesIn(page: string): Example[] {
  return [...page.matchAll(/^```console\n(.*?)^```$/gms)].flatMap(([, block = '']) =>
    block
      .replaceAll(/ \\\n\s*/g, ' ')
      .split(/^\$ /m)
      .slice(1)
      .map((example) => {
        const [command = '', ...shown] = example.trimEnd().split('\n');
        return { command, shown };
      }),
  );
}

/** Whether a page shows what was said: `...` stands for any lines, or for the rest of its line. */
export function isShown(said: readonly string[], shown: readonly string[]): boolean {
  const [line, ...rest] = shown;
  if (line === undefined) return said.length === 0;
  if (line === '...')
    return said.some((_, at) => isShown(said.slice(at), rest)) || isShown([], rest);
  const [first, ...others] = said;
  if (first === undefined) return false;
  const isLine = line.endsWith('...') ? first.startsWith(line.slice(0, -3)) : first === line;
  return isLine && isShown(others, rest);
}

/** What differs from one run to the next, and the spaces that align it, give way to its name. */
export function normalised(line: string): string {
  return line
    .replace(/\d+(\.\d+)? (ms|s)\b/g, 'TIME')
    .replace(/"elapsedMs":\d+/g, '"elapsedMs":TIME')
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'UUID')
    .replace(/\b[0-9a-f]{16}\b/g, 'FINGERPRINT')
    .replace(/\b\d{4}-\d\d-\d\d(T[\d:.]+Z)?/g, 'DATE')
    .replace(/\s+/g, ' ')
    .trim();
}
