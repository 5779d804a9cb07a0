import type { Profile } from '../../contract/profile.ts';
import type { FormValues } from './form-values.ts';
import { writesNvs } from './wifi-only-by.ts';

interface NvsKeyKind {
  scheme: Exclude<Profile['nvs']['encryption'], 'none'>;
  digits: number;
  /** The program can neither read it from the board nor make one. */
  needed: boolean;
}

/** The key with which the run encrypts its settings; undefined where it encrypts none. */
export function nvsKeyKind(
  values: Pick<FormValues, 'includeCredentials' | 'wifiOnlyBy'>,
  profile: Profile,
): NvsKeyKind | undefined {
  const scheme = profile.nvs.encryption;
  if (scheme === 'none' || !writesNvs(values, profile)) return undefined;
  return scheme === 'hmac'
    ? { scheme, digits: 64, needed: true }
    : { scheme, digits: 128, needed: false };
}
