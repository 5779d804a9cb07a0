import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Folder } from './folder.ts';

const GOLDEN = resolve(import.meta.dirname, '../../golden/nvs-library');

const READ_ONLY = ['damaged-069-dup-ro'];

const cases = readdirSync(GOLDEN, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

test('all 363 images are there', () => {
  expect(cases).toHaveLength(363);
});

describe("dump shows what ESP-IDF's library reads", () => {
  test.each(cases)('%s', (name) => {
    using folder = new Folder();
    const view: unknown = JSON.parse(readFileSync(join(GOLDEN, name, 'view.json'), 'utf8'));
    const keys = join(GOLDEN, name, 'keys.bin');
    const { code, stdout } = folder.run(
      'dump',
      join(GOLDEN, name, 'image.bin'),
      ...(existsSync(keys) ? ['--inputkey', keys] : []),
      ...(READ_ONLY.includes(name) ? ['--readonly'] : []),
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(view);
  });
});
