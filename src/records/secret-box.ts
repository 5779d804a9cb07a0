import { createHmac, hkdfSync } from 'node:crypto';

import { ProvisioningError } from '../contract/provisioning-error.ts';
import { Secret } from '../contract/secret.ts';
import { seal, unseal } from './authenticated-encryption.ts';

export const DATA_KEY_BYTES = 32;

/** Where a secret belongs: a field that is moved to another record, or to another column, does not open there. */
export type SecretField =
  { recordId: string; field: 'psk' } | { mac: string; offset: number; field: 'partition' };

/** Seals the secret fields of one database, under keys that are derived from its data key. */
export class SecretBox {
  readonly #fieldKey: Buffer;
  readonly #fingerprintKey: Buffer;

  constructor(dataKey: Uint8Array) {
    this.#fieldKey = derive(dataKey, 'secret fields');
    this.#fingerprintKey = derive(dataKey, 'PSK fingerprints');
  }

  /** AES-256-GCM, bound to its field. */
  seal(field: SecretField, secret: Secret): Buffer {
    return this.sealBytes(field, Buffer.from(secret.reveal()));
  }

  sealBytes(field: SecretField, bytes: Uint8Array): Buffer {
    return seal(this.#fieldKey, bytes, contextOf(field));
  }

  /** @throws ProvisioningError `secrets-locked` if it was sealed under another data key, for another field, or changed. */
  open(field: SecretField, sealed: Uint8Array): Secret {
    return new Secret(this.openBytes(field, sealed).toString());
  }

  /** @throws ProvisioningError `secrets-locked`, as `open` does. */
  openBytes(field: SecretField, sealed: Uint8Array): Buffer {
    try {
      return unseal(this.#fieldKey, sealed, contextOf(field));
    } catch (error) {
      const owner = field.field === 'psk' ? `record ${field.recordId}` : `MAC ${field.mac}`;
      throw new ProvisioningError(
        'secrets-locked',
        `the ${field.field} of ${owner} was changed, or sealed with another key`,
        { cause: error },
      );
    }
  }

  /** First 16 hex digits of HMAC-SHA256: a plain hash would let anybody check guesses at a PSK that is not random. */
  fingerprint(secret: Secret): string {
    const hmac = createHmac('sha256', this.#fingerprintKey).update(secret.reveal());
    return hmac.digest('hex').slice(0, 16);
  }
}

function contextOf(field: SecretField): string {
  if (field.field === 'psk') return `${field.recordId}/psk`;
  return `${field.mac}/${field.offset}/partition`;
}

/** HKDF (RFC 5869), so that no key serves two purposes. The data key is random, so it needs no salt. */
function derive(dataKey: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', dataKey, '', purpose, DATA_KEY_BYTES));
}
