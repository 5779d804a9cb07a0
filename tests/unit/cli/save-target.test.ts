import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { assertSaveTarget } from '../../../src/hosts/cli/save-target.ts';
import { refusalOf } from './refusal-of.ts';
import { temporaryFolder } from './temporary-folder.ts';

test.each(['json', 'csv', 'txt'])(
  'a .%s file in a folder that is there is accepted',
  async (ending) => {
    await expect(
      assertSaveTarget(join(temporaryFolder(), `device.${ending}`)),
    ).resolves.toBeUndefined();
  },
);

test('an ending that is no format is refused', async () => {
  const refusal = await refusalOf(() => assertSaveTarget(join(temporaryFolder(), 'device.pdf')));
  expect(refusal).toMatchObject({ code: 'file-unwritable', exitCode: 2 });
  expect(refusal.detail).toContain('.json');
});

test('a folder that is not there is named', async () => {
  const folder = join(temporaryFolder(), 'missing');
  const refusal = await refusalOf(() => assertSaveTarget(join(folder, 'device.json')));
  expect(refusal.detail).toContain(folder);
});

test('a folder that is a file is refused', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  const refusal = await refusalOf(() => assertSaveTarget(join(file, 'device.json')));
  expect(refusal.detail).toContain(file);
});
