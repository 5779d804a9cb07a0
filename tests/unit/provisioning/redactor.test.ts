import { expect, test } from 'vitest';

import { Secret } from '../../../src/contract/secret.ts';
import { Redactor } from '../../../src/provisioning/redactor.ts';

test('a secret is masked as text, in hex and in base64', () => {
  const redactor = new Redactor();
  redactor.hide(new Secret('SecurePass123'));
  redactor.hide(null);
  const hex = Buffer.from('SecurePass123').toString('hex');
  const base64 = Buffer.from('SecurePass123').toString('base64');
  expect(redactor.redact(`a SecurePass123 b ${hex} c ${base64}`)).toBe('a *** b *** c ***');
});

test('what follows a password command is masked, whatever it is', () => {
  expect(new Redactor().redact('AT+WIFI_PASSWORD=halfOfA')).toBe('AT+WIFI_PASSWORD=***');
});
