/** Our answer has two levels; no CA needs more than this. */
const MAX_DEPTH = 8;

const TEXT_OR_MARK = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]/g;

/**
 * Parses JSON (RFC 8259) from somebody who is not trusted: at most 8 levels deep and no name twice in an object, which
 * each parser would resolve differently. Throws a SyntaxError that, unlike JSON.parse's, quotes nothing of the text.
 */
export function parseStrictJson(text: string): unknown {
  const value = parse(text);
  if (depthOf(text) > MAX_DEPTH) throw new SyntaxError(`more than ${MAX_DEPTH} levels deep`);
  if (repeatedName(text) !== undefined) {
    throw new SyntaxError('a name occurs twice in one object');
  }
  return value;
}

/** The first name that occurs twice in one object of a text that is JSON. */
export function repeatedName(text: string): string | undefined {
  const open: Set<string>[] = [];
  let latest = '';
  for (const [token] of text.matchAll(TEXT_OR_MARK)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (token !== ':') latest = token;
    else {
      const name = String(parse(latest)); // "a" and "\u0061" are the same name
      const names = open.at(-1);
      if (names?.has(name)) return name;
      names?.add(name);
    }
  }
  return undefined;
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(TEXT_OR_MARK)) {
    if (token === '{' || token === '[') deepest = Math.max(deepest, ++depth);
    else if (token === '}' || token === ']') depth--;
  }
  return deepest;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SyntaxError('not JSON');
  }
}
