import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { decodeNvs } from '../../../embedded/nvs_partition_gen/decode-nvs.ts';
import { editNvs } from '../../../embedded/nvs_partition_gen/edit-nvs.ts';
import { readKeyFile } from '../../../embedded/nvs_partition_gen/key-partition.ts';
import { NvsError } from '../../../embedded/nvs_partition_gen/nvs-error.ts';
import type { NvsItem } from '../../../embedded/nvs_partition_gen/nvs-view.ts';

const GOLDEN = resolve(import.meta.dirname, '../../golden/nvs-library');
const cases = readdirSync(GOLDEN).filter((name) => name.startsWith('surgery-'));

/** 345 entries are needed, and two pages have 252. */
const TOO_LARGE = 'surgery-022-no-space';

const Meta = z.object({
  surgery: z.array(
    z.object({
      namespace: z.string(),
      key: z.string(),
      type: z.literal('string'),
      value: z.string(),
    }),
  ),
  setResults: z.array(z.string()),
});

const View = z.object({
  namespaces: z.array(z.string()),
  items: z.array(
    z.object({ namespace: z.string(), key: z.string(), type: z.string(), hex: z.string() }),
  ),
});
type View = z.infer<typeof View>;

test('all 38 cases are there', () => {
  expect(cases).toHaveLength(38);
});

test('what no order of entries can hold is refused, and the image is as it was', () => {
  const { image, edits } = readCase(TOO_LARGE);
  const before = new Uint8Array(image);
  expect(() => editNvs(image, edits)).toThrow(
    new NvsError('image-full', 'the values do not fit into the partition, with one page kept free'),
  );
  expect(new Uint8Array(image)).toEqual(before);
});

describe("an edited image reads as the one that ESP-IDF's library edited", () => {
  test.each(cases.filter((name) => name !== TOO_LARGE))('%s', (name) => {
    const { image, encryptionKey, edits, surgery, setResults, json } = readCase(name);
    // Where the library had no room for its way of rewriting, the view is the one before with the keys replaced.
    const hadRoom = setResults.every((result) => result === 'ESP_OK');
    const expected = hadRoom
      ? View.parse(json('after-view.json'))
      : withKeysReplaced(View.parse(json('view.json')), surgery);

    const edited = editNvs(image, edits, { encryptionKey });
    const { mount, namespaces, items, unreadable, unreachable } = decodeNvs(edited.image, {
      encryptionKey,
    });
    expect(mount).toBe('ESP_OK');
    expect({ namespaces, items: items.map(inHex) }).toEqual(expected);
    expect([unreadable, unreachable]).toEqual([[], []]);
    expect(edited.image).toHaveLength(image.length);
    expect(blankPages(edited.image)).toBeGreaterThan(0);
  });
});

function readCase(name: string) {
  const file = (part: string) => join(GOLDEN, name, part);
  const json = (part: string): unknown => JSON.parse(readFileSync(file(part), 'utf8'));
  const { surgery, setResults } = Meta.parse(json('surgery.json'));
  const encryptionKey = existsSync(file('keys.bin'))
    ? readKeyFile(readFileSync(file('keys.bin')))
    : undefined;
  const edits = surgery.map((entry) => ({ action: 'set' as const, entry }));
  return {
    image: readFileSync(file('image.bin')),
    encryptionKey,
    edits,
    surgery,
    setResults,
    json,
  };
}

function withKeysReplaced(view: View, surgery: z.infer<typeof Meta>['surgery']): View {
  const isSet = (item: { namespace: string; key: string }) =>
    surgery.some(({ namespace, key }) => item.namespace === namespace && item.key === key);
  const set = surgery.map(({ namespace, key, type, value }) => {
    return { namespace, key, type, hex: Buffer.from(`${value}\0`).toString('hex') };
  });
  return {
    namespaces: [...new Set([...view.namespaces, ...surgery.map((item) => item.namespace)])].sort(),
    items: [...view.items.filter((item) => !isSet(item)), ...set].sort((one, other) =>
      `${one.namespace}\0${one.key}` < `${other.namespace}\0${other.key}` ? -1 : 1,
    ),
  };
}

function inHex({ bytes, ...name }: NvsItem) {
  return { ...name, hex: Buffer.from(bytes).toString('hex') };
}

function blankPages(image: Uint8Array): number {
  const pages = Array.from({ length: image.length / 4096 }, (_, page) =>
    image.subarray(page * 4096, (page + 1) * 4096),
  );
  return pages.filter((page) => page.every((byte) => byte === 0xff)).length;
}
