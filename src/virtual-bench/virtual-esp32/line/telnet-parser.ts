/** The bytes of the telnet protocol (RFC 854) that a COM port server meets. */
export const TELNET = {
  SE: 240,
  SB: 250,
  WILL: 251,
  WONT: 252,
  DO: 253,
  DONT: 254,
  IAC: 255,
} as const;

/** What a telnet stream is made of. */
export interface TelnetEvents {
  data(bytes: Uint8Array): void;
  negotiation(verb: number, option: number): void;
  /** What stood between IAC SB and IAC SE: the option, then its payload, unescaped. */
  subnegotiation(payload: Uint8Array): void;
}

/** RFC 2217 commands are at most a few bytes; more is somebody who does not speak it. */
const LONGEST_SUBNEGOTIATION = 256;

type ParserState = 'data' | 'command' | 'option' | 'subnegotiation' | 'subnegotiation-command';

/** Takes a telnet stream apart, however it is cut into pieces. */
export class TelnetParser {
  readonly #events: TelnetEvents;
  #state: ParserState = 'data';
  #verb = 0;
  #payload: number[] = [];

  constructor(events: TelnetEvents) {
    this.#events = events;
  }

  receive(bytes: Uint8Array): void {
    const data: number[] = [];
    const passOn = (): void => {
      if (data.length > 0) this.#events.data(Uint8Array.from(data.splice(0)));
    };
    for (const byte of bytes) {
      if (this.#state === 'data' && byte !== TELNET.IAC) {
        data.push(byte);
      } else if (this.#state === 'data') {
        this.#state = 'command';
      } else if (this.#state === 'command' && byte === TELNET.IAC) {
        data.push(byte); // a doubled 0xFF is one of data
        this.#state = 'data';
      } else {
        passOn(); // what came before a command, before the command
        this.#control(this.#state, byte);
      }
    }
    passOn();
  }

  #control(state: Exclude<ParserState, 'data'>, byte: number): void {
    switch (state) {
      case 'command':
        this.#command(byte);
        break;
      case 'option':
        this.#state = 'data';
        this.#events.negotiation(this.#verb, byte);
        break;
      case 'subnegotiation':
        if (byte === TELNET.IAC) this.#state = 'subnegotiation-command';
        else this.#collect(byte);
        break;
      case 'subnegotiation-command':
        if (byte === TELNET.SE) {
          this.#state = 'data';
          this.#events.subnegotiation(Uint8Array.from(this.#payload));
        } else {
          this.#state = 'subnegotiation';
          this.#collect(byte);
        }
        break;
    }
  }

  #command(byte: number): void {
    if (byte === TELNET.SB) {
      this.#payload = [];
      this.#state = 'subnegotiation';
    } else if (byte >= TELNET.WILL) {
      this.#verb = byte;
      this.#state = 'option';
    } else {
      this.#state = 'data'; // NOP, break, are-you-there: nothing to a serial port
    }
  }

  #collect(byte: number): void {
    if (this.#payload.length < LONGEST_SUBNEGOTIATION) this.#payload.push(byte);
  }
}

/** Doubles every IAC, as telnet wants it in data and in payloads. */
export function escapeIac(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(TELNET.IAC)) return bytes;
  return Uint8Array.from(
    Array.from(bytes).flatMap((byte) => (byte === TELNET.IAC ? [byte, byte] : [byte])),
  );
}
