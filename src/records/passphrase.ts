import { randomBytes, scrypt } from 'node:crypto';

import { z } from 'zod';

import type { Secret } from '../contract/secret.ts';
import { seal, unseal } from './authenticated-encryption.ts';
import { DATA_KEY_CONTEXT, locked, type KeyProtection } from './key-protection.ts';

/** N 2^17, r 8, p 1: 128 MiB and about half a second a guess (OWASP Password Storage Cheat Sheet, scrypt). */
const COST = { N: 2 ** 17, r: 8, p: 1 };

/** What is stored: the parameters with the key, so that they can be raised later. Bounded: they come from a file. */
const Wrapped = z.object({
  N: z
    .int()
    .min(2)
    .max(2 ** 20),
  r: z.int().min(1).max(16),
  p: z.int().min(1).max(16),
  salt: z.base64(),
  sealed: z.base64(),
});

/** A key that a person knows: derived by scrypt, stored nowhere. The same letters count as the same on any keyboard. */
export function passphrase(secret: Secret): KeyProtection {
  return {
    name: 'passphrase',
    wrap: async (dataKey) => {
      const salt = randomBytes(16);
      const sealed = seal(await deriveKey(secret, salt, COST), dataKey, DATA_KEY_CONTEXT);
      const wrapped: z.infer<typeof Wrapped> = {
        ...COST,
        salt: salt.toString('base64'),
        sealed: sealed.toString('base64'),
      };
      return JSON.stringify(wrapped);
    },
    unwrap: async (text) => {
      try {
        const { salt, sealed, ...cost } = Wrapped.parse(JSON.parse(text));
        const key = await deriveKey(secret, Buffer.from(salt, 'base64'), cost);
        return unseal(key, Buffer.from(sealed, 'base64'), DATA_KEY_CONTEXT);
      } catch (error) {
        throw locked('this is not the passphrase of these records', error);
      }
    },
  };
}

function deriveKey(secret: Secret, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  const maxmem = 2 * 128 * cost.N * cost.r; // scrypt takes 128 N r bytes (RFC 7914), Node allows 32 MiB unasked
  return new Promise((resolve, reject) => {
    scrypt(secret.reveal().normalize('NFKC'), salt, 32, { ...cost, maxmem }, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
