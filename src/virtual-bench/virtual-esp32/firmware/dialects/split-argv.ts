/**
 * A command line in words, as esp_console_split_argv (ESP-IDF, components/console/split_argv.c) cuts it: blanks part
 * words, double quotes hold them together, a backslash keeps the `\`, `"` or blank behind it and drops any other byte.
 */
export function splitArgv(line: Buffer): Buffer[] {
  const words: Buffer[] = [];
  let word: number[] | undefined;
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const byte = line[at] ?? 0;
    const character = String.fromCharCode(byte);
    if (word === undefined) {
      if (character === ' ') continue;
      word = [];
      quoted = character === '"';
      if (quoted) continue;
    }
    if (character === '\\') {
      at += 1;
      const escaped = line[at];
      if (escaped !== undefined && '\\" '.includes(String.fromCharCode(escaped)))
        word.push(escaped);
    } else if (character === (quoted ? '"' : ' ')) {
      words.push(Buffer.from(word));
      word = undefined;
    } else {
      word.push(byte);
    }
  }
  if (word) words.push(Buffer.from(word));
  return words;
}
