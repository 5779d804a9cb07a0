/** `Bench CA` of `C=DE, O=Bench, CN=Bench CA`: how people call whom a certificate names. */
export function commonName(distinguishedName: string): string {
  return /(?:^|,\s*)CN=([^,]+)/.exec(distinguishedName)?.[1] ?? distinguishedName;
}
