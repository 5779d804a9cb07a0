import { describe, expect, test } from 'vitest';
import { decodeNvs } from '../../../embedded/nvs_partition_gen/decode-nvs.ts';
import { encodeNvs } from '../../../embedded/nvs_partition_gen/encode-nvs.ts';
import type { NvsEntry } from '../../../embedded/nvs_partition_gen/nvs-entry.ts';
import { NvsError } from '../../../embedded/nvs_partition_gen/nvs-error.ts';

const u8 = (key: string, namespace = 'n', value = 1): NvsEntry => {
  return { namespace, key, type: 'u8', value };
};
const string = (value: string): NvsEntry => ({ namespace: 'n', key: 's', type: 'string', value });
const blob = (bytes: number): NvsEntry => {
  return { namespace: 'n', key: 'b', type: 'blob', value: new Uint8Array(bytes) };
};

function refusal(make: () => unknown): NvsError {
  try {
    make();
  } catch (error) {
    if (error instanceof NvsError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('refused, with the position of the entry', () => {
  const numbered = (count: number) =>
    Array.from({ length: count }, (_, index) => u8('k', `n${index}`));
  test.each<[string, string, NvsEntry[]]>([
    ['a key of 16 bytes', 'name-too-long', [u8('a'), u8('abcdefghijklmnop')]],
    ['a namespace of 18', 'name-too-long', [u8('a'), u8('k', 'deviceprovisioning')]],
    ['an empty key', 'name-empty', [u8('a'), u8('')]],
    ['a key with an accent', 'name-not-ascii', [u8('a'), u8('clé')]],
    ['a key with a NUL', 'name-not-ascii', [u8('a'), u8('a\0b')]],
    ['a key twice, of any type', 'key-duplicate', [u8('s'), string('x')]],
    ['256 in a u8', 'value-out-of-range', [u8('a'), u8('b', 'n', 256)]],
    ['half a number', 'value-out-of-range', [u8('a'), u8('b', 'n', 0.5)]],
    ['a NUL in a string', 'string-has-nul', [u8('a'), string('a\0b')]],
    ['half a surrogate pair', 'string-not-unicode', [u8('a'), string('\ud83d')]],
    ['a string of 3968 bytes', 'value-too-long', [u8('a'), string('x'.repeat(3968))]],
    ['a blob of 128 chunks', 'value-too-long', [u8('a'), blob(508_000)]],
  ])('%s', (_, code, entries) => {
    const error = refusal(() => encodeNvs(entries, { size: 0x100000 }));
    expect([error.code, error.entry]).toEqual([code, 1]);
  });

  test('a 255th namespace', () => {
    const error = refusal(() => encodeNvs(numbered(255), { size: 0x10000 }));
    expect([error.code, error.entry]).toEqual(['namespaces-too-many', 254]);
    expect(decodeNvs(encodeNvs(numbered(254), { size: 0x10000 })).items).toHaveLength(254);
  });

  test('the first entry that no longer fits', () => {
    const entries = Array.from({ length: 252 }, (_, index) => u8(`k${index}`));
    const error = refusal(() => encodeNvs(entries, { size: 0x3000 }));
    expect([error.code, error.entry, error.key]).toEqual(['image-full', 251, 'k251']);
    expect(decodeNvs(encodeNvs(entries.slice(0, 251), { size: 0x3000 })).items).toHaveLength(251);
  });

  test('a version 1 blob of 1985 bytes', () => {
    const error = refusal(() => encodeNvs([blob(1985)], { size: 0x3000, version: 1 }));
    expect([error.code, error.entry]).toEqual(['value-too-long', 0]);
    expect(decodeNvs(encodeNvs([blob(1984)], { size: 0x3000, version: 1 })).items).toHaveLength(1);
  });
});

test.each([0, 1, 4095, 0x3001, -4096, 0x3000 + 0.5, Number.NaN, 2 ** 40])(
  'a partition cannot have %d bytes',
  (size) => expect(refusal(() => encodeNvs([], { size })).code).toBe('image-size-wrong'),
);

test('the last page of a partition that is written to stays blank', () => {
  const entries = Array.from({ length: 251 }, (_, index) => u8(`k${index}`));
  const image = encodeNvs(entries, { size: 0x3000 });
  expect(image.subarray(0x2000).every((byte) => byte === 0xff)).toBe(true);
});

test('a partition that is only read has its used pages and no more', () => {
  expect(encodeNvs([u8('a')], { size: 0x2000 })).toHaveLength(0x1000);
});

test('entries of one namespace need not stand together', () => {
  const image = encodeNvs([u8('k', 'a'), u8('k', 'b'), u8('l', 'a')], { size: 0x3000 });
  const names = decodeNvs(image).items.map(({ namespace, key }) => `${namespace}.${key}`);
  expect(names).toEqual(['a.k', 'a.l', 'b.k']);
});

test('a namespace can be empty', () => {
  const image = encodeNvs([{ type: 'namespace', namespace: 'later' }], { size: 0x3000 });
  expect(decodeNvs(image).namespaces).toEqual(['later']);
});

test('no error message holds a value', () => {
  const secret = 'correct horse battery';
  const entries = [string(`${secret}\0`), { ...string(secret), key: 'x'.repeat(16) }];
  for (const entry of entries) {
    const error = refusal(() => encodeNvs([entry], { size: 0x3000 }));
    expect(error.message + String(error.stack)).not.toContain(secret);
  }
});

test('an encryption key is 64 bytes of two different halves', () => {
  const code = (encryptionKey: Uint8Array) =>
    refusal(() => encodeNvs([], { size: 0x3000, encryptionKey })).code;
  expect(code(new Uint8Array(32))).toBe('key-length-wrong');
  expect(code(new Uint8Array(64))).toBe('key-halves-equal');
});
