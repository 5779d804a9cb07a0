import { createHash, randomBytes } from 'node:crypto';

import type { Profile, UuidScheme } from '../../contract/profile.ts';
import { Secret } from '../../contract/secret.ts';
import type { Identity } from '../tools.ts';

/** What was asked for, else what is on record for this device, else a new one. A retry never mints again. */
export function makeIdentity(
  mac: string,
  { uuidScheme, pskBytes }: Profile['identity'],
  recorded: Identity | undefined,
  overrides: { uuid?: string | undefined; psk?: Secret | undefined },
): Identity {
  return {
    uuid: overrides.uuid ?? recorded?.uuid ?? UUID_SCHEMES[uuidScheme](mac),
    psk: overrides.psk ?? recorded?.psk ?? new Secret(randomBytes(pskBytes).toString('hex')),
  };
}

/** How a UUID follows from a MAC of 12 upper-case hex digits. */
export const UUID_SCHEMES: Readonly<Record<UuidScheme, (mac: string) => string>> = {
  /**
   * The specification's: SHA-256 over the MAC, cut into the form of a version 4 UUID. The variant bits are left as they
   * fall, so a strict RFC 9562 check refuses three in four.
   */
  'spec-sha256': (mac) => {
    const hash = createHash('sha256').update(mac).digest('hex');
    return hyphenated(`${hash.slice(0, 12)}4${hash.slice(13, 32)}`);
  },
  /**
   * The original toolkit's: SHA-1 over the namespace and the MAC in lower case, both as text, in the form of a version 5
   * UUID. RFC 9562 hashes the 16 bytes of the namespace instead, so a library's v5 gives another UUID.
   */
  'zc-v5': (mac) => {
    const hash = createHash('sha1').update(ZC_NAMESPACE).update(mac.toLowerCase()).digest('hex');
    const variant = ((Number.parseInt(hash.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
    return hyphenated(`${hash.slice(0, 12)}5${hash.slice(13, 16)}${variant}${hash.slice(17, 32)}`);
  },
};

/** RFC 9562's namespace for URLs, as the original toolkit writes it. */
const ZC_NAMESPACE = '6ba7b811-9dad-11d1-80b4-00c04fd430c8';

/** 32 hex digits in the form 8-4-4-4-12. */
function hyphenated(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
