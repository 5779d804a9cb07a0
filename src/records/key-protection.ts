import { ProvisioningError } from '../contract/provisioning-error.ts';

/**
 * Wraps the data key of a database, so that only its wrapped form is stored. key-file.ts and passphrase.ts are two; the
 * keystore of the operating system is a third, by whoever has access to it.
 */
export interface KeyProtection {
  /** Stored beside the wrapped key, and told to people: `key-file`, `passphrase`. */
  readonly name: string;
  /** For a database that has no data key yet. */
  wrap(dataKey: Uint8Array): Promise<string>;
  /** @throws ProvisioningError `secrets-locked` if this is not what wrapped the key. */
  unwrap(wrapped: string): Promise<Uint8Array>;
}

/** What a wrapped data key is bound to, in every protection that uses AES-GCM itself. */
export const DATA_KEY_CONTEXT = 'esp32-provisioner/data-key';

export function locked(detail: string, cause?: unknown): ProvisioningError {
  return new ProvisioningError('secrets-locked', detail, { cause });
}
