import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { Profile } from '../../../src/contract/profile.ts';
import { profileHandlers } from '../../../src/hosts/profile-handlers.ts';
import { ProfileStore } from '../../../src/hosts/profile-store.ts';
import type { OutgoingFile } from '../../../src/hosts/window-files.ts';

const OWN = Profile.parse({ name: 'own', nvs: { namespace: 'own' } });

async function desk() {
  const dataDir = await mkdtemp(join(tmpdir(), 'profiles-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const saved: OutgoingFile[] = [];
  const handlers = profileHandlers(await ProfileStore.open(dataDir), {
    openFile: () => Promise.resolve(undefined),
    saveFile: (file) => {
      saved.push(file);
      return Promise.resolve({ status: 'saved', name: file.name });
    },
  });
  const names = async () => (await ProfileStore.open(dataDir)).list().map(({ name }) => name);
  return { dataDir, handlers, saved, names };
}

test('a profile that is saved is there at the next start, and goes when it is deleted', async () => {
  const { dataDir, handlers, names } = await desk();
  await handlers['prov:save-profile']({ profile: OWN, replace: false });
  expect(await names()).toEqual(['spec', 'zc', 'own']);
  expect((await stat(join(dataDir, 'profiles', 'own.json'))).mode & 0o077).toBe(0);
  await handlers['prov:delete-profile']({ name: 'own' });
  expect(await names()).toEqual(['spec', 'zc']);
});

test('what is exported can be imported', async () => {
  const { handlers, saved } = await desk();
  await handlers['prov:save-profile']({ profile: OWN, replace: false });
  await handlers['prov:export-profile']({ name: 'own' });
  expect(saved[0]?.name).toBe('own.json');
  const file = { name: 'x.json', text: (await saved[0]?.text()) ?? '' };
  const imported = await handlers['prov:import-profile']({ file, replace: true });
  expect(imported).toMatchObject({ status: 'imported', profile: OWN });
});

test('a profile of that name is not replaced unseen, a built-in one never', async () => {
  const { handlers, dataDir } = await desk();
  await handlers['prov:save-profile']({ profile: OWN, replace: false });
  const other = { ...OWN, nvs: { ...OWN.nvs, namespace: 'other' } };
  const save = (profile: Profile, replace: boolean) =>
    Promise.resolve(handlers['prov:save-profile']({ profile, replace }));
  await expect(save(other, false)).rejects.toMatchObject({ code: 'profile-exists' });
  await save(other, true);
  expect(await readFile(join(dataDir, 'profiles', 'own.json'), 'utf8')).toContain('"other"');
  const spec = { ...OWN, name: 'spec' };
  await expect(save(spec, true)).rejects.toMatchObject({ code: 'profile-exists' });
  const deleted = Promise.resolve(handlers['prov:delete-profile']({ name: 'zc' }));
  await expect(deleted).rejects.toMatchObject({ code: 'profile-exists' });
});

test('a wrong file is refused by its field, and nothing is kept', async () => {
  const { handlers, names } = await desk();
  const file = { name: 'x.json', text: '{"name":"x","wifi":{"dialect":"at"}}' };
  const imported = Promise.resolve(handlers['prov:import-profile']({ file, replace: false }));
  await expect(imported).rejects.toMatchObject({
    code: 'profile-invalid',
    message: expect.stringContaining('wifi.dialect is "at"') as string,
  });
  expect(await names()).toEqual(['spec', 'zc']);
});

test('who closes the dialog imports nothing', async () => {
  const { handlers } = await desk();
  expect(await handlers['prov:import-profile']({ replace: false })).toEqual({
    status: 'cancelled',
  });
});
