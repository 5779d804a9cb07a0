import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { readSecret, refuseSharedInput } from '../../../src/hosts/cli/read-secret.ts';
import { refusalOf } from './refusal-of.ts';
import { temporaryFolder } from './temporary-folder.ts';

describe('a secret from a file', () => {
  test.each([
    ['as it is', 'correct horse', 'correct horse'],
    ['without the line break that an editor adds', 'correct horse\n', 'correct horse'],
    ['without the line break of Windows', 'correct horse\r\n', 'correct horse'],
    ['with blanks, which belong to it', ' correct horse \n', ' correct horse '],
    ['with all line breaks but the last', 'correct\nhorse\n\n', 'correct\nhorse\n'],
    ['with a carriage return of its own', 'correct horse\r', 'correct horse\r'],
    ['with its byte order mark, for the schema to refuse', '\ufeffcorrect', '\ufeffcorrect'],
    ['empty', '', ''],
  ])('is taken %s', async (_, content, expected) => {
    const path = join(temporaryFolder(), 'secret');
    writeFileSync(path, content);
    const secret = await readSecret({ flag: '--psk-file', path });
    expect(secret.reveal()).toBe(expected);
  });

  test('that is not there is refused by flag and path', async () => {
    const path = join(temporaryFolder(), 'missing');
    const refusal = await refusalOf(() => readSecret({ flag: '--psk-file', path }));
    expect(refusal).toMatchObject({
      code: 'file-unreadable',
      detail: `--psk-file ${path}: there is no such file or folder`,
      exitCode: 2,
    });
  });

  test('that is a folder is refused', async () => {
    const path = join(temporaryFolder(), 'folder');
    mkdirSync(path);
    const refusal = await refusalOf(() => readSecret({ flag: '--psk-file', path }));
    expect(refusal.detail).toContain('it is a folder');
  });

  test('that never ends is refused', async () => {
    const refusal = await refusalOf(() => readSecret({ flag: '--psk-file', path: '/dev/zero' }));
    expect(refusal.detail).toContain('longer than');
  });

  test('that is no text is refused without telling a byte of it', async () => {
    const path = join(temporaryFolder(), 'secret');
    writeFileSync(path, Buffer.from('planted\xff', 'latin1'));
    const refusal = await refusalOf(() => readSecret({ flag: '--psk-file', path }));
    expect(refusal.detail).toContain('is not UTF-8 text');
    expect(JSON.stringify(refusal)).not.toContain('planted');
  });
});

test('two secrets cannot both come from the standard input', async () => {
  const psk = { flag: '--psk-file', path: '-' };
  const password = { flag: '--wifi-password-file', path: '-' };
  const refusal = await refusalOf(() => refuseSharedInput([psk, password]));
  expect(refusal.detail).toContain('--psk-file and --wifi-password-file');
  expect(() => refuseSharedInput([psk, { ...password, path: 'file' }])).not.toThrow();
});
