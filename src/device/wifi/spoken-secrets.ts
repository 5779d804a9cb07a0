/** Lines with a secret that were sent, so that the log does not show them where the device echoes them. */
export class SpokenSecrets {
  readonly #shownFor = new Map<string, string>();

  /** `shown` is `text` with `***` for its secret. */
  add(text: string, shown: string): void {
    this.#shownFor.set(text, shown);
  }

  /** The line without secrets. `whole` is what it belongs to, where it is only the last part of an echo. */
  hide(line: string, whole: string): string {
    let safe = line;
    for (const [text, shown] of this.#shownFor) {
      if (safe.includes(text)) {
        safe = safe.replaceAll(text, () => shown);
        continue;
      }
      // An echo with a log line in its middle comes in parts, and each may hold a part of the secret.
      const opening = commonStart(text, shown);
      const start = whole.indexOf(opening);
      if (start === -1 || opening === '') continue;
      const secretFrom = Math.max(0, line.length - (whole.length - start - opening.length));
      safe = secretFrom < line.length ? `${line.slice(0, secretFrom)}***` : safe;
    }
    return safe;
  }
}

function commonStart(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return one.slice(0, length);
}
