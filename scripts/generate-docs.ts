/** `node scripts/generate-docs.ts [--check]`: writes the pages that the code itself can tell, or fails where they differ. */
import { readFile, writeFile } from 'node:fs/promises';

import { ERROR_TEXT } from '../src/contract/error-text.ts';
import { profileSchema } from '../src/hosts/profile-file.ts';
import { chipsPage } from './docs/chips-page.ts';
import { contractPage } from './docs/contract-page.ts';
import { errorsPage } from './docs/errors-page.ts';

const pages = {
  'CHIPS.md': chipsPage(),
  'ERRORS.md': await errorsPage(),
  'CONTRACT.md': contractPage(),
  'profile.schema.json': `${JSON.stringify(profileSchema(), null, 2)}\n`,
};
const check = process.argv.includes('--check');

for (const [name, text] of Object.entries(pages)) {
  const file = new URL(`../docs/${name}`, import.meta.url);
  if (!check) {
    await writeFile(file, text);
  } else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    process.stderr.write(`docs/${name} is not what the code says: node scripts/generate-docs.ts\n`);
    process.exitCode = 1;
  }
}

// The index of codes is written by hand; that it has all of them, with the sentences of the program, is not left to that.
const troubleshooting = await readFile(
  new URL('../docs/TROUBLESHOOTING.md', import.meta.url),
  'utf8',
);
for (const [code, { title }] of Object.entries(ERROR_TEXT)) {
  if (check && !troubleshooting.includes(`| \`${code}\`: ${title} `)) {
    process.stderr.write(`docs/TROUBLESHOOTING.md has no row for ${code}: ${title}\n`);
    process.exitCode = 1;
  }
}
