/**
 * SHA-256 over the DER bytes of a PEM certificate, as openssl prints it: 32 upper-case hex pairs.
 * Undefined for a text that is no PEM certificate.
 */
export async function certificateFingerprint(pem: string): Promise<string[] | undefined> {
  const base64 = /-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/.exec(pem)?.[1];
  if (base64 === undefined) return undefined;
  try {
    const der = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', der));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0').toUpperCase());
  } catch {
    return undefined; // no base64, or a page without Web Crypto
  }
}
