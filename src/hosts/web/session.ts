import { randomBytes, timingSafeEqual } from 'node:crypto';

const TOKEN_BYTES = 32;

export interface SessionOptions {
  /** How long the page may be away before another one is let in, in milliseconds: a reload is over long before. */
  awayMs: number;
  onToken: (token: string) => void;
}

/**
 * Who may use the program: one browser. It shows the token of the printed link, once, and has a cookie from then on.
 * When its page has been away for a while, a new token lets the next browser in, whose cookie replaces the first.
 */
export class Session implements Disposable {
  readonly #options: SessionOptions;
  #token: string | undefined;
  #cookie: string | undefined;
  #away: NodeJS.Timeout | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Makes a token, for one browser. */
  letNextIn(): void {
    this.#token = makeToken();
    this.#options.onToken(this.#token);
  }

  /** Takes the token for a cookie; undefined if it is not the one, or was taken before. */
  redeem(token: string): string | undefined {
    if (!isSame(token, this.#token)) return undefined;
    this.#token = undefined;
    this.#cookie = makeToken();
    this.pageLeft();
    return this.#cookie;
  }

  admits(cookie: string | undefined): boolean {
    return cookie !== undefined && isSame(cookie, this.#cookie);
  }

  /** The page has connected: from now on no other is let in. */
  pageCame(): void {
    clearTimeout(this.#away);
    this.#token = undefined;
  }

  pageLeft(): void {
    clearTimeout(this.#away);
    this.#away = setTimeout(() => this.letNextIn(), this.#options.awayMs);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#away);
  }
}

function makeToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** Takes as long for a guess that is nearly right as for one that is not. */
function isSame(shown: string, expected: string | undefined): boolean {
  if (expected === undefined || shown.length !== expected.length) return false;
  const [a, b] = [Buffer.from(shown), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
