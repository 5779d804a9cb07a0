import { expect, test } from 'vitest';

import { certificateFingerprint } from '../../../src/renderer/panels/result/certificate-fingerprint.ts';
import { BENCH_CERTIFICATE, BENCH_FINGERPRINT } from './bench-certificate.ts';

test('the fingerprint is the one that openssl prints', async () => {
  expect((await certificateFingerprint(BENCH_CERTIFICATE))?.join(':')).toBe(BENCH_FINGERPRINT);
});

test.each(['', 'no certificate', '-----BEGIN CERTIFICATE-----\n%%%\n-----END CERTIFICATE-----'])(
  'a text that is no certificate has none: %j',
  async (text) => {
    expect(await certificateFingerprint(text)).toBeUndefined();
  },
);
