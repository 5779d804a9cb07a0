import { ERROR_TEXT } from '../../src/contract/error-text.ts';
import { ErrorCode } from '../../src/contract/errors.ts';
import { DEVICE_STATES, STEPS, StepId } from '../../src/contract/run.ts';
import { errorGroups } from './error-groups.ts';
import { markdownTable } from './markdown-table.ts';
import { refusedRequests } from './refused-requests.ts';

/** The codes that end a run before its first record, where the request itself was fine. */
const FOUND_BY_LOOKING: Partial<Record<ErrorCode, StepId>> = {
  'port-not-found': 'connect',
  'port-busy': 'connect',
  'port-denied': 'connect',
  'port-unreachable': 'connect',
  'port-failed': 'connect',
  'device-silent': 'connect',
  'device-running': 'connect',
  'device-boot-loop': 'connect',
  'chip-unsupported': 'connect',
  'chip-mismatch': 'connect',
  'mac-invalid': 'read-mac',
  'mac-duplicate': 'read-mac',
  'chip-without-wifi': 'inspect',
  'secure-download': 'inspect',
  'flash-encrypted': 'inspect',
  'flash-size-unknown': 'inspect',
  'partition-table-missing': 'inspect',
  'flash-too-small': 'inspect',
  'partition-mismatch': 'inspect',
  'partition-table-invalid': 'inspect',
  'partition-not-found': 'inspect',
  'region-protected': 'inspect',
  'secure-boot': 'inspect',
  'nvs-encrypted': 'inspect',
  'encryption-key-missing': 'inspect',
  'encryption-key-wrong': 'inspect',
  'firmware-not-found': 'inspect',
  'firmware-wrong-chip': 'inspect',
  'firmware-too-large': 'inspect',
  'firmware-overlaps-nvs': 'inspect',
  'secrets-locked': 'make-identity',
  'uuid-in-use': 'save-record',
  'record-conflict': 'save-record',
};

/** docs/ERRORS.md: every way to fail, in the program's own words. */
export async function errorsPage(): Promise<string> {
  return [
    '# Errors',
    '',
    'Generated from `src/contract` by `scripts/generate-docs.ts`; a check fails when the two differ.',
    '',
    'Every failure has a code that stays the same from version to version, a sentence, and the next safe act. What has',
    'become of the device is told beside it, because the same failure can happen before and after something was written.',
    '',
    '## What has become of the device',
    '',
    ...markdownTable(
      ['State', 'Meaning'],
      Object.entries(DEVICE_STATES).map(([state, text]) => [`\`${state}\``, text]),
    ),
    '',
    '## Found before anything is changed',
    '',
    'No port is opened, nothing is sent to the CA and no record is made when the request itself is wrong. The command',
    'line then ends with exit code 2.',
    '',
    ...markdownTable(
      ['Mistake', 'Code', 'What the program says'],
      refusedRequests().map(({ mistake, error }) => [
        mistake,
        `\`${error.code}\``,
        `${error.title}: ${error.detail}`,
      ]),
    ),
    '',
    'These are found by looking at the port, the device and the records: nothing has been written to the device, and the',
    'CA has heard nothing.',
    '',
    ...markdownTable(
      ['Step', 'Code', 'What the program says'],
      StepId.options.flatMap((step) =>
        ErrorCode.options
          .filter((code) => FOUND_BY_LOOKING[code] === step)
          .map((code) => [STEPS[step].title, `\`${code}\``, ERROR_TEXT[code].title]),
      ),
    ),
    '',
    '## All codes',
    '',
    ...(await errorGroups()).flatMap(({ title, codes }) => [
      `### ${title}`,
      '',
      ...markdownTable(
        ['Code', 'What is wrong', 'What to do'],
        codes.map((code) => [`\`${code}\``, ERROR_TEXT[code].title, ERROR_TEXT[code].hint]),
      ),
      '',
    ]),
  ].join('\n');
}
