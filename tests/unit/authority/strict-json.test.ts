import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { parseStrictJson } from '../../../src/authority/strict-json.ts';

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

test('JSON of a usual depth is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), (text) => {
      expect(parseStrictJson(text)).toEqual(JSON.parse(text));
    }),
  );
});

describe('what is refused', () => {
  test.each([
    ['nothing', ''],
    ['half of it', '{"success":true,"certif'],
    ['a byte order mark', '\ufeff{}'],
    ['something after it', '{} {}'],
    ['a name twice', '{"success":false,"success":true}'],
    ['a name twice, once with an escape', '{"success":false,"\\u0073uccess":true}'],
    ['nine levels', nested(9)],
    ['a hundred thousand levels', nested(100_000)],
    ['a hundred thousand levels that never end', '['.repeat(100_000)],
  ])('%s', (_, text) => {
    expect(() => parseStrictJson(text)).toThrow(SyntaxError);
  });
});

test.each([
  ['eight levels', nested(8)],
  ['brackets within a text', `{"a":"${'['.repeat(50)}\\"{{"}`],
  ['one name in two objects', '[{"a":1},{"a":2},{"b":{"a":1},"a":2}]'],
])('%s are fine', (_, text) => {
  expect(parseStrictJson(text)).toEqual(JSON.parse(text));
});

test('whatever comes, it is read or refused, and no prototype changes', () => {
  const before = Object.getOwnPropertyNames(Object.prototype);
  const hostile = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', '"__proto__"', '1', 'a');
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 40 }), (tokens) => {
      try {
        parseStrictJson(tokens.join(''));
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxError);
      }
    }),
    { numRuns: 5_000 },
  );
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
});

test('the refusal quotes nothing: the text may hold what was sent', () => {
  expect(() => parseStrictJson('{"psk": secret}')).toThrow(/^not JSON$/);
});
