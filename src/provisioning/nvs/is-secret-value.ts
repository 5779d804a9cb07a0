import type { Profile } from '../../contract/profile.ts';
import { BUILT_IN_PROFILES } from '../../contract/profile.ts';
import type { NvsValueOnDevice } from './nvs-values.ts';

/**
 * Whether a value is shown as `***`: a profile's names for PSK and password, any name that speaks of a secret (as
 * `sta.pswd` of ESP-IDF's own Wi-Fi settings), and whatever looks like a key. Rather one too many.
 */
export function isSecretValue({ key, type, bytes }: NvsValueOnDevice): boolean {
  if (type !== 'string' && type !== 'blob') return false; // no number keeps a secret
  if (isSecretName(key)) return true;
  if (type === 'blob') return KEY_LENGTHS.has(bytes.length);
  return KEY_LIKE.test(Buffer.from(bytes).toString('latin1'));
}

/** The same by its name alone, before there is a value. */
export function isSecretName(key: string): boolean {
  return SECRET_KEYS.has(key) || SECRET_NAME.test(key);
}

const SECRET_KEYS = new Set(Object.values(BUILT_IN_PROFILES).flatMap(secretKeysOf));

function secretKeysOf({ nvs: { keys } }: Profile): string[] {
  return [keys.psk, keys.wifiPassword];
}

const SECRET_NAME = /psk|pmk|pass|pswd|pwd|(^|[_.-])pw|secret|token|priv|credential|apsw|key$/i;

/** 128, 192, 256 and 512 bits. */
const KEY_LENGTHS = new Set([16, 24, 32, 64]);

/** From 128 bits in hex on, and private keys in PEM. */
const KEY_LIKE = /^[0-9a-f]{32,}\0?$|PRIVATE KEY/i;
