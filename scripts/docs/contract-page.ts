import type { z } from 'zod';

import {
  CaReport,
  DetectedDevice,
  events,
  ListedPort,
  requests,
  Settings,
} from '../../src/contract/channels.ts';
import { ChipName } from '../../src/contract/chip.ts';
import { ErrorCode, WireError } from '../../src/contract/errors.ts';
import { Profile } from '../../src/contract/profile.ts';
import { Finding } from '../../src/contract/port-examination.ts';
import { DeviceRecord } from '../../src/contract/record.ts';
import { DeviceState, Proof, Provisioned, RunFailed, StepId } from '../../src/contract/run.ts';
import { markdownTable } from './markdown-table.ts';
import { schemaRows } from './schema-rows.ts';

/** Shapes that occur in more than one place, or are long. */
const SHAPES: Readonly<Record<string, z.ZodType>> = {
  Profile,
  DeviceRecord,
  DetectedDevice,
  ListedPort,
  CaReport,
  Finding,
  Settings,
  Provisioned,
  RunFailed,
  Proof,
  StepId,
  ChipName,
  DeviceState,
  WireError,
  ErrorCode,
};
const NAMES = new Map(Object.entries(SHAPES).map(([name, schema]) => [schema, name]));

/** docs/CONTRACT.md: all that a host can be asked, and all that it tells. */
export function contractPage(): string {
  return [
    '# The contract',
    '',
    'Generated from `src/contract` by `scripts/generate-docs.ts`; a check fails when the two differ.',
    '',
    'Every face of the program (command line, desktop, browser) speaks to the same service through these channels.',
    'A request is answered with `{ "ok": true, "value": ... }` or `{ "ok": false, "error": WireError }`; nothing is',
    'thrown across a process. Every payload is checked against its schema where it enters. Sizes and offsets are in',
    'bytes, times in milliseconds unless they are dates (ISO 8601, UTC).',
    '',
    '## Requests: a face asks, the host answers',
    '',
    ...Object.entries(requests).flatMap(([channel, { input, output }]) => [
      `### \`${channel}\``,
      '',
      ...payload('Asked', input, 'input'),
      ...payload('Answered', output, 'output'),
    ]),
    '## Events: the host tells, every face may listen',
    '',
    'Exactly one of `prov:complete` and `prov:error` ends a run.',
    '',
    ...Object.entries(events).flatMap(([channel, event]) => [
      `### \`${channel}\``,
      '',
      ...payload('Told', event, 'output'),
    ]),
    '## Shapes',
    '',
    ...Object.entries(SHAPES).flatMap(([name, schema]) => [
      `### ${name}`,
      '',
      ...fieldTable(
        'Field',
        schema,
        name === 'Profile' || name === 'Settings' ? 'input' : 'output',
      ),
    ]),
  ].join('\n');
}

function payload(title: string, schema: z.ZodType, io: 'input' | 'output'): string[] {
  const name = NAMES.get(schema);
  return name === undefined
    ? fieldTable(title, schema, io)
    : [`${title}: [${name}](#${name.toLowerCase()}).`, ''];
}

function fieldTable(title: string, schema: z.ZodType, io: 'input' | 'output'): string[] {
  const rows = schemaRows(schema, io, NAMES);
  if (rows.length === 0) return [`${title}: an empty object.`, ''];
  const [only] = rows;
  if (rows.length === 1 && only?.path === '')
    return [`${title === 'Field' ? 'One' : title}: ${only.type}.`, ''];
  const headings = [
    title,
    'Type',
    io === 'input' ? 'Needed, or what stands for it' : 'Always there',
  ];
  return [
    ...markdownTable(
      headings,
      rows.map(({ path, type, needed }) => [path === '' ? '(whole)' : `\`${path}\``, type, needed]),
    ),
    '',
  ];
}
