import { runCommandLine } from '../../../embedded/esptool/command-line.ts';
import { toWireError } from '../../contract/provisioning-error.ts';
import { openPort } from '../../device/open-port.ts';

const stop = new AbortController();
process.once('SIGINT', () => stop.abort()); // the second one ends the program the hard way
process.once('SIGTERM', () => stop.abort());

process.exitCode = await runCommandLine(process.argv.slice(2), {
  openPort: (path, options) => openPort(path, options).catch(inWords),
  output: process.stdout,
  errorOutput: process.stderr,
  signal: stop.signal,
});

function inWords(error: unknown): never {
  const { title, detail, hint } = toWireError(error);
  throw new Error(`${title}: ${detail}. ${hint}`, { cause: error });
}
