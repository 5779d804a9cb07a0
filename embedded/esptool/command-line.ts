import { readFile } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { CHIP_NAMES, type ChipName } from './chips.ts';
import { connectSession } from './connect-session.ts';
import { EsptoolError } from './esptool-error.ts';
import {
  chipIdJob,
  eraseRegionJob,
  flashIdJob,
  print,
  readFlashJob,
  readMacJob,
  securityInfoJob,
  verifyFlashJob,
  writeFlashJob,
  type Job,
  type Region,
} from './jobs.ts';
import { ROM_BAUD_RATE } from './loader.ts';
import type { ResetMode } from './reset.ts';
import type { SerialLine } from './serial-line.ts';

export const EXIT = { done: 0, failed: 1, usage: 2, cancelled: 130 } as const;

/** What the command line needs of the world. */
export interface CommandLineWorld {
  /** Opens a port by its name; what it throws is shown as it is. */
  openPort: (
    path: string,
    options: { baudRate: number; signal: AbortSignal },
  ) => Promise<SerialLine & AsyncDisposable>;
  output: Writable & { isTTY?: boolean };
  errorOutput: Writable;
  /** Aborted when the user wants to stop. */
  signal: AbortSignal;
}

interface GlobalOptions {
  port: string;
  baud: number;
  before: ResetMode;
  after: 'hard-reset' | 'no-reset';
  chip: 'auto' | ChipName;
}

/**
 * esptool's command line, as far as this tool goes: `argv` without the program's own name.
 * Returns the exit code: 0 done, 1 failed, 2 wrong usage, 130 stopped.
 */
export async function runCommandLine(argv: string[], world: CommandLineWorld): Promise<number> {
  let exitCode: number = EXIT.done;
  const program = buildProgram(world, async (options, makeJob) => {
    exitCode = await runJob(options, makeJob, world);
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? EXIT.done : EXIT.usage; // --help, or a sentence that commander has printed
    }
    throw error;
  }
}

const LOWEST_BAUD = 9600; // no ROM detects a lower one

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EISDIR: 'is a folder',
  EACCES: 'is protected against this user',
  ERR_FS_FILE_TOO_LARGE: 'is larger than any flash',
};

type Execute = (options: GlobalOptions, makeJob: () => Job | Promise<Job>) => Promise<void>;

function buildProgram(world: CommandLineWorld, execute: Execute): Command {
  const program = new Command('esptool')
    .description('Reads and writes the flash of ESP32 chips over a serial port')
    .requiredOption('-p, --port <port>', 'device, rfc2217://host:port or socket://host:port')
    .option('-b, --baud <rate>', 'rate for the flash commands', parseBaud, ROM_BAUD_RATE)
    .addOption(
      new Option('--before <mode>', 'how to enter the bootloader')
        .choices(['default-reset', 'usb-reset', 'no-reset'])
        .default('default-reset'),
    )
    .addOption(
      new Option('--after <mode>', 'what to do at the end')
        .choices(['hard-reset', 'no-reset'])
        .default('hard-reset'),
    )
    .addOption(
      new Option('--chip <chip>', 'the chip that must be there')
        .choices(['auto', ...CHIP_NAMES])
        .default('auto'),
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.output.write(text),
      writeErr: (text) => world.errorOutput.write(text),
    });
  addCommands(program, (makeJob) => execute(program.opts<GlobalOptions>(), makeJob));
  return program;
}

function addCommands(
  program: Command,
  run: (makeJob: () => Job | Promise<Job>) => Promise<void>,
): void {
  program
    .command('read-mac')
    .description('print the MAC address')
    .action(() => run(readMacJob));
  program
    .command('chip-id')
    .description('print what tells the chip apart')
    .action(() => run(chipIdJob));
  program
    .command('flash-id')
    .description('print the flash chip and its size')
    .action(() => run(flashIdJob));
  program
    .command('get-security-info')
    .description('print what the eFuses forbid')
    .action(() => run(securityInfoJob));
  program
    .command('write-flash')
    .description('write files, and verify each')
    .argument('<pairs...>', 'address and file, as often as needed')
    .action((pairs: string[]) => run(async () => writeFlashJob(await readRegions(program, pairs))));
  program
    .command('verify-flash')
    .description('compare the flash with a file')
    .argument('<address>', 'where the file should be', parseNumber)
    .argument('<file>')
    .action((offset: number, file: string) =>
      run(async () => verifyFlashJob(await readRegion(offset, file))),
    );
  program
    .command('read-flash')
    .description('copy the flash into a file')
    .argument('<address>', 'where to begin', parseNumber)
    .argument('<size>', 'in bytes', parseCount)
    .argument('<file>')
    .action((offset: number, size: number, file: string) =>
      run(() => readFlashJob(offset, size, file)),
    );
  program
    .command('erase-region')
    .description('erase whole sectors')
    .argument('<address>', 'a multiple of 0x1000', (text) => parseSectors(text))
    .argument('<size>', 'a multiple of 0x1000, above 0', (text) => parseSectors(text, 1))
    .action((offset: number, size: number) => run(() => eraseRegionJob(offset, size)));
}

async function runJob(
  options: GlobalOptions,
  makeJob: () => Job | Promise<Job>,
  world: CommandLineWorld,
): Promise<number> {
  let flashState = 'The flash was not changed.';
  const noteFlashState = (state: string) => (flashState = state);
  const complain = (text: string) => world.errorOutput.write(`${text}\n`);
  try {
    await runOnChip(options, await makeJob(), { ...world, noteFlashState });
    return EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError) {
      throw error;
    }
    if (world.signal.aborted) {
      complain(`Stopped. ${flashState} The chip was not reset.`);
      return EXIT.cancelled;
    }
    complain(`Failed: ${describe(error)}`);
    complain(`${flashState} The chip was not reset.`);
    return EXIT.failed;
  }
}

async function runOnChip(
  { port, baud, before, after, chip }: GlobalOptions,
  job: Job,
  {
    openPort,
    output,
    signal,
    noteFlashState,
  }: CommandLineWorld & { noteFlashState: (state: string) => void },
): Promise<void> {
  const onLog = (message: string) => output.write(`${message}\n`);
  await using line = await openPort(port, { baudRate: ROM_BAUD_RATE, signal });
  using session = await connectSession(line, {
    before,
    signal,
    onLog,
    ...(chip !== 'auto' && { chip }),
  });
  if (job.needsStub) {
    print(output, 'Chip type', await session.description(signal));
    print(output, 'Features', (await session.features(signal)).join(', '));
    await session.changeBaud(baud, signal);
    await session.runStub(signal);
  }
  await job.run(session, { output, signal, noteFlashState });
  if (after === 'hard-reset') {
    onLog('Hard resetting via RTS pin...');
    await session.hardReset(signal);
  } else {
    onLog('Staying in the bootloader.');
  }
}

async function readRegions(program: Command, pairs: string[]): Promise<Region[]> {
  if (pairs.length % 2 !== 0) {
    program.error('error: every address needs a file');
  }
  const regions: Region[] = [];
  for (let index = 0; index < pairs.length; index += 2) {
    const [address = '', file = ''] = pairs.slice(index, index + 2);
    regions.push(await readRegion(sectorIn(program, address), file));
  }
  const sorted = regions.toSorted((a, b) => a.offset - b.offset);
  sorted.forEach((region, index) => {
    const next = sorted[index + 1];
    if (next && region.offset + region.bytes.length > next.offset) {
      program.error(`error: ${region.file} and ${next.file} overlap`);
    }
  });
  return regions;
}

async function readRegion(offset: number, file: string): Promise<Region> {
  try {
    return { offset, file, bytes: await readFile(file) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new Error(`${file} ${UNREADABLE[code] ?? `cannot be read (${code})`}`, { cause: error });
  }
}

function sectorIn(program: Command, text: string): number {
  try {
    return parseSectors(text);
  } catch {
    return program.error(`error: ${text} is no address of a sector; that is a multiple of 0x1000`);
  }
}

/** `0x8000`, `32768`. */
function parseNumber(text: string): number {
  if (!/^(0x[0-9a-f]+|\d+)$/i.test(text) || Number(text) > 0xffff_ffff) {
    throw new InvalidArgumentError('Give a number, for instance 0x8000 or 32768.');
  }
  return Number(text);
}

/** A flash is erased in sectors of 4096 bytes; half of one cannot be written. */
function parseSectors(text: string, least = 0): number {
  const number = parseNumber(text);
  if (number % 0x1000 !== 0 || number < least) {
    throw new InvalidArgumentError(`Give a multiple of 0x1000${least > 0 ? ' above 0' : ''}.`);
  }
  return number;
}

function parseBaud(text: string): number {
  const baud = parseNumber(text);
  if (baud < LOWEST_BAUD) {
    throw new InvalidArgumentError(`Give ${LOWEST_BAUD} or more.`);
  }
  return baud;
}

function parseCount(text: string): number {
  const count = parseNumber(text);
  if (count === 0) {
    throw new InvalidArgumentError('Give a number above 0.');
  }
  return count;
}

/** The sentence, and under it what caused it. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const because =
    error instanceof EsptoolError && error.cause instanceof Error
      ? ` (${error.cause.message})`
      : '';
  return `${error.message}${because}`;
}
