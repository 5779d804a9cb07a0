/** A command of ESP-AT: `AT+CWJAP`, what follows it, and its parameters where they are well formed. */
export interface EspAtCommand {
  readonly name: string;
  readonly kind: 'execute' | 'query' | 'set';
  readonly parameters: readonly Buffer[];
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;

/**
 * Reads a line without its end; undefined for what is no command. ESP-AT documentation, "AT Command Types": strings in
 * double quotes, in which a backslash makes the next character literal; numbers without.
 */
export function parseEspAtCommand(line: Buffer): EspAtCommand | undefined {
  const [, name, mark] = /^(AT(?:E[01]|\+[A-Z]+)?)(\?$|=|$)/.exec(line.toString('latin1')) ?? [];
  if (name === undefined) return undefined;
  if (mark === '') return { name, kind: 'execute', parameters: [] };
  if (mark === '?') return { name, kind: 'query', parameters: [] };
  const parameters = parametersOf(line.subarray(name.length + 1));
  return parameters && { name, kind: 'set', parameters };
}

function parametersOf(bytes: Buffer): Buffer[] | undefined {
  const parameters: Buffer[] = [];
  for (let at = 0; ;) {
    const quoted = bytes[at] === QUOTE;
    const read = quoted ? readString(bytes, at + 1) : readNumber(bytes, at);
    if (read === undefined) return undefined;
    parameters.push(read.value);
    if (read.end === bytes.length) return parameters;
    if (bytes[read.end] !== COMMA) return undefined;
    at = read.end + 1;
  }
}

interface Read {
  readonly value: Buffer;
  /** Position behind it. */
  readonly end: number;
}

function readString(bytes: Buffer, start: number): Read | undefined {
  const value: number[] = [];
  for (let at = start; at < bytes.length; at += 1) {
    let byte = bytes[at] ?? 0;
    if (byte === QUOTE) return { value: Buffer.from(value), end: at + 1 };
    if (byte === COMMA) return undefined; // it separates parameters even here, unless it is escaped
    if (byte === BACKSLASH) {
      at += 1;
      if (at >= bytes.length) return undefined;
      byte = bytes[at] ?? 0;
    }
    value.push(byte);
  }
  return undefined;
}

function readNumber(bytes: Buffer, start: number): Read | undefined {
  let end = start;
  while (end < bytes.length && bytes[end] !== COMMA) end += 1;
  const value = bytes.subarray(start, end);
  return /^-?\d+$/.test(value.toString('latin1')) ? { value, end } : undefined;
}
