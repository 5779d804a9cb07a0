import fc from 'fast-check';
import type { NvsEntry, NvsValue } from '../../../embedded/nvs_partition_gen/nvs-entry.ts';

const name = fc
  .string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) })
  .map((text) => text.slice(0, 15))
  .filter((text) => text !== '');

const integers = [
  fc.record({ type: fc.constant('u8' as const), value: fc.integer({ min: 0, max: 255 }) }),
  fc.record({ type: fc.constant('i8' as const), value: fc.integer({ min: -128, max: 127 }) }),
  fc.record({ type: fc.constant('u16' as const), value: fc.integer({ min: 0, max: 0xffff }) }),
  fc.record({
    type: fc.constant('i16' as const),
    value: fc.integer({ min: -0x8000, max: 0x7fff }),
  }),
  fc.record({ type: fc.constant('u32' as const), value: fc.integer({ min: 0, max: 0xffffffff }) }),
  fc.record({
    type: fc.constant('i32' as const),
    value: fc.integer({ min: -0x80000000, max: 0x7fffffff }),
  }),
  fc.record({
    type: fc.constant('u64' as const),
    value: fc.bigInt({ min: 0n, max: 0xffffffffffffffffn }),
  }),
  fc.record({
    type: fc.constant('i64' as const),
    value: fc.bigInt({ min: -0x8000000000000000n, max: 0x7fffffffffffffffn }),
  }),
];

const floats = [
  fc.record({ type: fc.constant('float' as const), value: fc.float() }),
  fc.record({ type: fc.constant('double' as const), value: fc.double() }),
];

/** Lengths around the sizes of entries and pages, where the format has its edges. */
function length(max: number): fc.Arbitrary<number> {
  const edges = [0, 1, 31, 32, 33, 1983, 1984, 3935, 3967, 3968, 4000, 4032];
  return fc.oneof(
    fc.integer({ min: 0, max: 100 }),
    fc.integer({ min: 0, max }),
    fc.constantFrom(...edges.filter((edge) => edge <= max)),
  );
}

function stringValue(maxBytes: number): fc.Arbitrary<NvsValue> {
  const ofLength = fc
    .tuple(fc.constantFrom('a', 'é', '€', '😀'), length(maxBytes))
    .map(([character, bytes]) => {
      return character.repeat(Math.floor(bytes / Buffer.byteLength(character)));
    });
  const ofAnything = fc
    .string({ unit: 'binary', maxLength: 100 })
    .map((text) => text.replaceAll('\0', ''));
  return fc.oneof(ofLength, ofAnything).map((value) => ({ type: 'string', value }));
}

function blobValue(maxBytes: number): fc.Arbitrary<NvsValue> {
  return fc
    .tuple(length(maxBytes), fc.uint8Array({ minLength: 1, maxLength: 100 }))
    .map(([bytes, pattern]) => {
      const value = Uint8Array.from(
        { length: bytes },
        (_, at) => pattern[at % pattern.length] ?? 0,
      );
      return { type: 'blob', value };
    });
}

/** Entries as an image of `version` can hold them, in namespaces that come and go. */
export function randomEntries(version: 1 | 2): fc.Arbitrary<NvsEntry[]> {
  const string = stringValue(version === 1 ? 1983 : 3967);
  const blob = blobValue(version === 1 ? 1984 : 20_000);
  const value: fc.Arbitrary<NvsValue> = fc.oneof(string, blob, ...integers, ...floats);
  return fc
    .array(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 1 })
    .chain(([namespaces = []]) => {
      const entry = fc.record({ namespace: fc.constantFrom(...namespaces), key: name, value });
      return fc.uniqueArray(entry, {
        maxLength: 40,
        selector: ({ namespace, key }) => `${namespace}\0${key}`,
      });
    })
    .map((entries) => entries.map(({ value, ...names }) => ({ ...names, ...value })));
}
