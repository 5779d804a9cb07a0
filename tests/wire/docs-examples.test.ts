import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, expect, test } from 'vitest';

import { DocsBench } from './docs-bench.ts';
import { examplesIn, isShown, normalised } from './docs-page.ts';

const docs = resolve(import.meta.dirname, '../../docs');

const PAGES = [
  'CABLES',
  'CHIPS',
  'COMMAND-LINE',
  'DOCTOR',
  'FIRMWARE',
  'NVS-EDITING',
  'PARTITIONS',
  'PROFILES',
  'WIFI',
];

/** Examples that say something else on each computer, and those whose test is elsewhere. */
const NOT_RUN = [
  /^esp32-provisioner list-ports$/,
  /^esp32-provisioner doctor$/,
  /^esp32-provisioner doctor --port \/dev\/pts/, // tests/wire/cli-doctor.test.ts
  /^npm run demo$/, // tests/wire/cli-commands.test.ts
];

/** A page as it shows its examples, and as it would have to: the same where each of them is true. */
async function shownAndSaid(page: string): Promise<{ shown: string[]; said: string[] }> {
  const bench = new DocsBench();
  const shown: string[] = [];
  const said: string[] = [];
  for (const example of examplesIn(readFileSync(join(docs, `${page}.md`), 'utf8'))) {
    const { command } = example;
    if (NOT_RUN.some((pattern) => pattern.test(command))) continue;
    const inPage = example.shown.map(normalised);
    const inTruth = (await bench.run(command)).map(normalised);
    shown.push(`$ ${command}`, ...inPage);
    said.push(`$ ${command}`, ...(isShown(inTruth, inPage) ? inPage : inTruth));
  }
  return { shown, said };
}

// The commands are those of a shell that Windows has not.
describe.skipIf(process.platform === 'win32')('the examples in docs', () => {
  test.each(PAGES)('%s.md', { timeout: 600_000 }, async (page) => {
    const { shown, said } = await shownAndSaid(page);
    expect(shown).not.toEqual([]);
    expect(shown).toEqual(said);
  });
});
