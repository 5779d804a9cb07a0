import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { readProfile } from '../../../src/hosts/cli/read-profile.ts';
import { refusalOf } from './refusal-of.ts';
import { temporaryFolder } from './temporary-folder.ts';

function profileFile(content: string): string {
  const path = join(temporaryFolder(), 'product.json');
  writeFileSync(path, content);
  return path;
}

test('a built-in profile is found by its name', async () => {
  expect(await readProfile('spec')).toMatchObject({ name: 'spec' });
});

test('a profile file overrides what it names and keeps the specification for the rest', async () => {
  const path = profileFile('{ "name": "product", "nvs": { "namespace": "product" } }');
  expect(await readProfile(path)).toMatchObject({
    name: 'product',
    nvs: { namespace: 'product', offset: 0xa2_0000 },
  });
});

test('a name that is no profile is answered with those that are', async () => {
  const refusal = await refusalOf(() => readProfile('sepc'));
  expect(refusal).toMatchObject({ code: 'profile-unknown', exitCode: 2 });
  expect(refusal.detail).toContain('spec');
});

test('a file that is not there is named', async () => {
  const refusal = await refusalOf(() => readProfile('./no-such-profile.json'));
  expect(refusal).toMatchObject({ code: 'file-unreadable' });
  expect(refusal.detail).toContain('./no-such-profile.json');
});

test('a file that is not JSON is refused', async () => {
  const refusal = await refusalOf(() => readProfile(profileFile('name: product')));
  expect(refusal).toMatchObject({ code: 'profile-invalid', exitCode: 2 });
});

test('every field that is wrong is named', async () => {
  const path = profileFile(
    '{ "name": "p", "wifi": { "joinTimeoutMs": 1 }, "serial": { "speed": 9 } }',
  );
  const { code, detail } = await refusalOf(() => readProfile(path));
  expect(code).toBe('profile-invalid');
  expect(detail).toContain('wifi.joinTimeoutMs');
  expect(detail).toContain('"speed"');
});

test('a namespace of 16 bytes has its own code, and its field is named', async () => {
  const path = profileFile('{ "name": "p", "nvs": { "namespace": "sixteen_bytes_ns" } }');
  const { code, detail } = await refusalOf(() => readProfile(path));
  expect(code).toBe('namespace-invalid');
  expect(detail).toContain('nvs.namespace');
  expect(detail).toContain('16 bytes');
});
