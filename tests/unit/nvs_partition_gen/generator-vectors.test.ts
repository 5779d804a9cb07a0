import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Folder } from './folder.ts';

const GOLDEN = resolve(import.meta.dirname, '../../golden/nvs');

/** What we do where the generator's answer is doubtful; docs/NVS.md gives the reasons. */
const QUIRKS: Record<string, 'same bytes' | 'refused'> = {
  'app-quoted-crlf-csv': 'same bytes',
  'binary-nonascii': 'refused',
  'blob-base64-junk': 'refused',
  blobfill: 'same bytes',
  'csv-bad-type': 'refused',
  'csv-crlf-in-quotes': 'same bytes',
  'csv-encoding-upper-hex': 'refused',
  'csv-hash-in-quotes': 'refused',
  'csv-type-file-upper': 'refused',
  'csv-unquoted-comma': 'refused',
  'csv-unterminated-quote': 'refused',
  'dup-key-same-type': 'refused',
  'dup-key-two-pages': 'refused',
  'enc-key-64-bytes': 'same bytes',
  'file-int': 'same bytes',
  'file-string-nul': 'refused',
  'int-syntax-ok': 'same bytes',
  'key-empty': 'refused',
  'key-nonascii': 'refused',
  'key-nonascii-8chars': 'refused',
  'key-nonascii-page-end': 'refused',
  'key-space': 'same bytes',
  'magic-ap': 'refused',
  'magic-sta': 'refused',
  'ns-missing': 'refused',
  'ns-reopen': 'refused',
  'string-quote-inside-unquoted': 'same bytes',
};

/** Refusals that are not about one row, and refusals of rows that have no key to name. */
const WITHOUT_ROW = /^(csv-missing|enc-|keygen-|no-size|out-ext|size-bad-)/;
const WITHOUT_KEY = /^csv-(blank-lines|bom|header-|no-header|not-utf8|semicolons|space-line)/;

const Case = z.object({
  class: z.enum(['good', 'error', 'quirk']),
  argv: z.array(z.string()),
  stdout: z.string().optional(),
});

const cases = readdirSync(GOLDEN, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => {
    const { class: kind, ...command } = Case.parse(
      JSON.parse(readFileSync(join(GOLDEN, name, 'case.json'), 'utf8')),
    );
    return { name, kind, ...command };
  });
const written = cases.filter(({ name, kind }) => kind === 'good' || QUIRKS[name] === 'same bytes');
const refused = cases.filter((one) => !written.includes(one));

test('every quirk is decided', () => {
  const quirks = cases.filter(({ kind }) => kind === 'quirk').map(({ name }) => name);
  expect(Object.keys(QUIRKS).sort()).toEqual(quirks.sort());
});

describe("Espressif's bytes and words", () => {
  test.each(written)('$name', ({ name, argv, stdout }) => {
    using folder = Folder.copyOf(join(GOLDEN, name));
    const expected = folder.read('expected.bin');
    const result = folder.run(...argv);
    expect({ ...result, stdout: result.stdout.trim() }).toEqual({
      code: 0,
      stdout: stdout?.replaceAll('{folder}', folder.path),
      stderr: '',
    });
    const output = argv[0] === 'generate-key' ? 'keys/out.bin' : 'out.bin';
    expect(Buffer.compare(folder.read(output), expected)).toBe(0);
  });
});

describe('refused', () => {
  test.each(refused)('$name', ({ name, argv }) => {
    using folder = Folder.copyOf(join(GOLDEN, name));
    const output = argv.find((argument) => argument.startsWith('out'));
    const before = folder.list();
    const { code, stdout, stderr } = folder.run(...argv);
    expect(code).not.toBe(0);
    expect(stdout).toBe('');
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^Error: .*[^.]\.$/);
    if (!WITHOUT_ROW.test(name)) expect(stderr).toMatch(/\.csv, row \d+/);
    if (!WITHOUT_ROW.test(name) && !WITHOUT_KEY.test(name)) expect(stderr).toMatch(/, key ".*": /);
    expect(folder.list()).toEqual(before);

    folder.write(output ?? 'out.bin', 'an older image');
    folder.run(...argv);
    expect(Buffer.from(folder.read(output ?? 'out.bin')).toString()).toBe('an older image');
    expect(existsSync(join(folder.path, 'keys'))).toBe(false);
  });
});
