import { printEvent } from './json-run-view.ts';

/** What a command found out: as one JSON line, or as lines for people. */
export function answer<T extends object>(
  result: T,
  json: boolean | undefined,
  describe: (result: T) => string,
): void {
  if (json) printEvent('complete', { result });
  else process.stdout.write(describe(result));
}
