import { runCommandLine } from './command-line.ts';

process.exitCode = runCommandLine(process.argv.slice(2), {
  cwd: process.cwd(),
  print: (line) => process.stdout.write(`${line}\n`),
  warn: (line) => process.stderr.write(`${line}\n`),
});
