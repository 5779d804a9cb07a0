export interface RandomNetwork {
  ssid: string;
  /** null: an open network. */
  password: string | null;
}

const SSID_BYTES = 32;
const PASSWORD_BYTES = { least: 8, most: 63 };
const KEY_DIGITS = 64;

// What quoting, echoes and answers could stumble over; each fits between other characters.
const PIECES = [
  ...Array.from(' "\',\\=;:-+%#?&/|<>()[]{}~`$@!*'),
  ...['OK', 'ERROR', 'CONNECTED', 'FAIL', 'busy p...', 'ready', 'WIFI GOT IP', '+CWJAP:2'],
  ...[
    'AT',
    'AT+REBOOT',
    'ATE1',
    'restart',
    'wifi_config',
    ' -p ',
    '","',
    '\\"',
    '\\\\',
    ' OK',
    ', OK',
  ],
  ...['IP 10.0.0.5', '+WIFI_IP:1.2.3.4', 'AUTH_FAIL', 'reason:15', 'NO_AP_FOUND', 'esp32> '],
  ...['I (12) a: ', 'IMPROV', 'Unrecognized command', 'rst:0x1', 'entry 0x'],
];
const BEYOND_ASCII = ['ü', 'é', 'ß', '日', '本', '☃', '😀', 'é', '\u00a0', '\ufeff', '\u2028'];

/** The same networks for the same seed: names of 1 to 32 bytes, passphrases of 8 to 63 characters, keys, none. */
export class RandomNetworks {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  next(): RandomNetwork {
    const ssid = this.#text(1 + this.#below(SSID_BYTES), SSID_BYTES, this.#below(3) > 0);
    return { ssid, password: this.#password() };
  }

  #password(): string | null {
    const kind = this.#below(16);
    if (kind === 0) return null;
    if (kind === 1) return this.#repeat(KEY_DIGITS, () => this.#below(16).toString(16));
    const { least, most } = PASSWORD_BYTES;
    return this.#text(least + this.#below(most - least + 1), most, false);
  }

  /** About `bytes` long and never longer than `most`, printable. */
  #text(bytes: number, most: number, unicode: boolean): string {
    let text = '';
    let length = 0;
    while (length < bytes) {
      const piece = this.#piece(unicode);
      const size = Buffer.byteLength(piece);
      if (length + size > most) {
        text += 'x';
        length += 1;
      } else {
        text += piece;
        length += size;
      }
    }
    return text;
  }

  #piece(unicode: boolean): string {
    const kind = this.#below(unicode ? 4 : 3);
    if (kind === 0) return PIECES[this.#below(PIECES.length)] ?? '';
    if (kind === 3) return BEYOND_ASCII[this.#below(BEYOND_ASCII.length)] ?? '';
    return String.fromCharCode(0x20 + this.#below(0x5f));
  }

  #repeat(times: number, make: () => string): string {
    let text = '';
    for (let number = 0; number < times; number += 1) text += make();
    return text;
  }

  /** mulberry32, by Tommy Ettinger. */
  #below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }
}
