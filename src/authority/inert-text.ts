import type { Secret } from '../contract/secret.ts';

/** Enough for a sentence; a server that wants to fill the screen does not get to. */
const SHOWN_CHARACTERS = 200;

/**
 * What a server or a certificate says, made safe for a terminal, a log and a page: one line, 200 characters at most.
 * Control characters (so also ANSI sequences), bidi overrides, invisible and unassigned characters become `�`, and each
 * of the secrets becomes `***`, because a server may well send back what it was sent.
 */
export function inertText(text: string, secrets: readonly Secret[] = []): string {
  const line = hideSecrets(text, secrets)
    .replace(/[\s\p{Z}]+/gu, ' ')
    .replace(/\p{C}/gu, '\ufffd')
    .trim();
  const characters = Array.from(line);
  if (characters.length <= SHOWN_CHARACTERS) return line;
  return `${characters.slice(0, SHOWN_CHARACTERS - 1).join('')}…`;
}

/** The text with `***` for each of the secrets, whatever the case of its letters: all upper, all lower, or as it is. */
export function hideSecrets(text: string, secrets: readonly Secret[]): string {
  return secrets
    .map((secret) => secret.reveal())
    .flatMap((value) => [value, value.toLowerCase(), value.toUpperCase()])
    .filter((spelling) => spelling !== '')
    .reduce((shown, spelling) => shown.replaceAll(spelling, '***'), text);
}
