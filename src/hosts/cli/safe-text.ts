// C0 and C1 controls (CWE-150: escape sequences), line and paragraph separators, and what turns the reading direction.
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** Text of a device or a server, made harmless for a terminal: what a terminal would obey is spelled out as `\u001b`. */
export function safeText(text: string): string {
  return text.replace(UNSAFE, escaped);
}

/** One JSON object as one line, harmless for a terminal too. It parses back to the same value. */
export function jsonLine(value: object): string {
  return `${JSON.stringify(value).replace(UNSAFE, escaped)}\n`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
