import { styleText } from 'node:util';

import { Option, type Command } from 'commander';

import {
  FINDING_WORDS,
  type Finding,
  type FindingState,
} from '../../../contract/port-examination.ts';
import type { ResetBefore } from '../../../contract/profile.ts';
import { answer } from '../answer.ts';
import { askOnce } from '../ask.ts';
import { EXIT_CODE } from '../exit-code.ts';
import { beforeOption } from '../port-flags.ts';
import { dataFolderOption } from '../records-flags.ts';
import { safeText } from '../safe-text.ts';

interface Flags {
  port?: string;
  before: ResetBefore;
  json?: true;
  dataDir: string;
}

export function doctorCommand(program: Command): void {
  program
    .command('doctor')
    .description(
      'tell why a port cannot be used, and what to do; with --port it resets the board and asks it too',
    )
    .addOption(new Option('--port <port>', 'the serial port; left out: all that are listed'))
    .addOption(beforeOption().default('default-reset'))
    .option('--json', 'answer as JSON, one object a line')
    .addOption(dataFolderOption())
    .addHelpText('after', '\nExit code 1 means that something is to be done.')
    .action(doctor);
}

async function doctor({ port, before, json, dataDir }: Flags): Promise<void> {
  const query = { port: port ?? null, askBoard: port !== undefined, before };
  const found = await askOnce('prov:examine-ports', query, { dataDir });
  answer(found, json, ({ findings }) => findings.map(describe).join('\n'));
  const isFine = found.findings.every(({ state }) => state === 'ok' || state === 'unknown');
  if (!isFine) process.exitCode = EXIT_CODE.failed;
}

const MARKS = {
  ok: ['✔', 'green'],
  'to-do': ['!', 'yellow'],
  'not-found': ['✘', 'red'],
  unknown: ['?', 'dim'],
} as const satisfies Record<FindingState, readonly [string, string]>;

function describe({ state, title, text, command }: Finding): string {
  const [mark, colour] = MARKS[state];
  const word = styleText(colour, `${mark} ${FINDING_WORDS[state]}`.padEnd(19));
  const indent = ' '.repeat(20);
  return [
    `${word} ${safeText(title)}`,
    `${indent}${safeText(text)}`,
    ...(command === null ? [] : [`${indent}$ ${safeText(command)}`]),
    '',
  ].join('\n');
}
