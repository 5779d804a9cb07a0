import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { readProfiles } from '../../../src/hosts/read-profiles.ts';

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'profiles-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

test('without a folder there are the built-in ones', async () => {
  const { profiles, warnings } = await readProfiles('/nonexistent');
  expect(profiles.map(({ name }) => name)).toEqual(['spec', 'zc']);
  expect(warnings).toEqual([]);
});

test('a profile in the folder is offered beside them, with the defaults of what it leaves out', async () => {
  const folder = await folderOf({ 'own.json': '{"name":"own","nvs":{"namespace":"own"}}' });
  const { profiles } = await readProfiles(folder);
  expect(profiles.map(({ name }) => name)).toEqual(['spec', 'zc', 'own']);
  expect(profiles[2]?.nvs).toMatchObject({ namespace: 'own', offset: 0xa2_0000 });
});

test('one with a mistake is named with its field; the others work', async () => {
  const folder = await folderOf({
    'a.json': '{',
    'b.json': '{"name":"b","nvs":{"namespace":"deviceprovisioning"}}',
    'c.json': '{"name":"c"}',
    'notes.txt': 'not a profile',
  });
  const { profiles, warnings } = await readProfiles(folder);
  expect(profiles.map(({ name }) => name)).toEqual(['spec', 'zc', 'c']);
  expect(warnings).toEqual([
    expect.stringMatching(/^The profile a\.json is not used: .*JSON/),
    expect.stringMatching(/^The profile b\.json is not used: nvs\.namespace: /),
  ]);
});

test('a built-in profile cannot be replaced unseen', async () => {
  const folder = await folderOf({ 'mine.json': '{"name":"spec","ca":{"allowHttp":true}}' });
  const { profiles, warnings } = await readProfiles(folder);
  expect(profiles[0]?.ca.allowHttp).toBe(false);
  expect(warnings).toEqual([expect.stringContaining('named "spec" already')]);
});
