import { inspect } from 'node:util';

import { expect, test } from 'vitest';

import { Secret } from '../../../src/contract/secret.ts';

test('a secret shows itself to reveal() only', () => {
  const secret = new Secret('hunter22');
  expect(secret.reveal()).toBe('hunter22');
  const seen = [
    String(secret),
    JSON.stringify({ secret }),
    inspect({ secret }, { showHidden: true, depth: 9 }),
    Object.values(secret).join(),
    secret.toString(),
  ];
  expect(seen.join()).not.toContain('hunter22');
});
