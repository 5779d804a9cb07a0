import { inertText } from './inert-text.ts';

/**
 * The subject or issuer of an X509Certificate as one line: `CN=Device CA, O=Example`. Node's types promise a text, but
 * a certificate may name nobody, as many servers' do, and then there is none.
 */
export function readableName(name: string | undefined): string {
  return inertText((name ?? '').split('\n').join(', '));
}
