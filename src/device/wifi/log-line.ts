/** ESP-IDF's log, which comes in between at any time (esp_log.h: level, milliseconds since the start, tag). */
export const LOG_LINE = /^[EWIDV] \(\d+\) /;

// Greedy: of two log lines that ran into each other, the last is whole.
const LOG_AT_THE_END = /^(.+)[EWIDV] \(\d+\) [^\s:]{1,32}: /s;

/** Where in a line the log of another task begins, 0 where it has none in its middle. */
export function interruptedAt(line: string): number {
  return LOG_AT_THE_END.exec(line)?.[1]?.length ?? 0;
}
