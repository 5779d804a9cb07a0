#!/usr/bin/env node
import { EXIT_CODE } from './exit-code.ts';
import { createProgram } from './program.ts';
import { reportProblem } from './report-problem.ts';

// Who reads our output may stop reading (`| head`), a terminal may close, a disk may be full of it; a run that is half
// done must still come to its end. What was not read by anybody is no failure, what could not be written is one.
let unwritten = false;
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => (unwritten ||= error.code !== 'EPIPE'));
}
process.on('exit', () => {
  if (unwritten) process.exitCode ||= EXIT_CODE.failed;
});

const program = createProgram();
const args = process.argv.slice(2);
try {
  await program.parseAsync(args, { from: 'user' });
} catch (thrown) {
  process.exitCode = reportProblem(thrown, program, args);
}
