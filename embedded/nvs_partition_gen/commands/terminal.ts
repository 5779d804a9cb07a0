/** Where a command runs: relative paths, also those in a CSV, begin at `cwd`. */
export interface Terminal {
  cwd: string;
  /** One line on stdout. */
  print: (line: string) => void;
  /** One line on stderr. */
  warn: (line: string) => void;
}
