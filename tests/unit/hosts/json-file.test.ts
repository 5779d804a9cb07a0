import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';

import { openJsonFile } from '../../../src/hosts/json-file.ts';

const Counted = z.strictObject({ count: z.int().default(0) });
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'json-file-'));
});
afterEach(() => rm(folder, { recursive: true }));

const open = () => openJsonFile(join(folder, 'counted.json'), Counted);

test('what was saved last is there at the next start, also where the program ends at once', async () => {
  const file = await open();
  const saves = [1, 2, 3].map((count) => file.save({ count }));
  await file[Symbol.asyncDispose]();
  expect((await open()).value).toEqual({ count: 3 });
  await Promise.all(saves);
});

test('once the program has ended, nothing is written into its folder', async () => {
  const file = await open();
  await file.save({ count: 1 });
  await file[Symbol.asyncDispose]();
  await file.save({ count: 2 });
  expect(file.value).toEqual({ count: 2 });
  expect(JSON.parse(await readFile(join(folder, 'counted.json'), 'utf8'))).toEqual({ count: 1 });
  expect(await readdir(folder)).toEqual(['counted.json']);
});
