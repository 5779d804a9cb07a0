/**
 * The part of Telnet that RFC 2217 needs: RFC 854 (commands, IAC doubled in data), RFC 855 (options) and
 * RFC 2217 section 3 (the COM-PORT-OPTION and its subnegotiations).
 */
const IAC = 255;
const SUBNEGOTIATION_BEGIN = 250;
const SUBNEGOTIATION_END = 240;

export const VERB = { will: 251, wont: 252, do: 253, dont: 254 } as const;
export const OPTION = { binary: 0, echo: 1, suppressGoAhead: 3, comPort: 44 } as const;

/** What the client may ask of the server's serial port; the answer carries the number plus 100. */
export const COM_PORT = {
  setBaudRate: 1,
  setDataSize: 2,
  setParity: 3,
  setStopSize: 4,
  setControl: 5,
} as const;

export const CONTROL = { noFlowControl: 1, dtrOn: 8, dtrOff: 9, rtsOn: 11, rtsOff: 12 } as const;

export interface TelnetHandlers {
  onData: (bytes: Uint8Array) => void;
  onNegotiation: (verb: number, option: number) => void;
  onSubnegotiation: (payload: Uint8Array) => void;
}

/** Bytes of data as they go over the wire: every IAC doubled. */
export function escapeData(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(IAC)) {
    return bytes;
  }
  const escaped = new Uint8Array(bytes.length * 2);
  let length = 0;
  for (const byte of bytes) {
    escaped[length++] = byte;
    if (byte === IAC) {
      escaped[length++] = IAC;
    }
  }
  return escaped.subarray(0, length);
}

export function negotiation(verb: number, option: number): Uint8Array {
  return Uint8Array.of(IAC, verb, option);
}

/** `IAC SB COM-PORT-OPTION command value IAC SE`. */
export function comPortCommand(command: number, value: Uint8Array): Uint8Array {
  return Uint8Array.of(
    IAC,
    SUBNEGOTIATION_BEGIN,
    OPTION.comPort,
    command,
    ...escapeData(value),
    IAC,
    SUBNEGOTIATION_END,
  );
}

/** Longer than any subnegotiation of RFC 2217; a peer that never ends one is no reason to keep its bytes. */
const MAX_SUBNEGOTIATION = 256;

/** Takes a Telnet stream apart, in pieces of any size. */
export class TelnetDecoder {
  readonly #handlers: TelnetHandlers;
  #state: 'data' | 'iac' | 'negotiation' | 'subnegotiation' | 'subnegotiation-iac' = 'data';
  #verb = 0;
  #subnegotiation: number[] = [];

  constructor(handlers: TelnetHandlers) {
    this.#handlers = handlers;
  }

  push(bytes: Uint8Array): void {
    const data = new Uint8Array(bytes.length);
    let length = 0;
    for (const byte of bytes) {
      const isData = this.#state === 'data' ? byte !== IAC : this.#state === 'iac' && byte === IAC;
      if (isData) {
        data[length++] = byte;
        this.#state = 'data';
      } else {
        this.#command(byte);
      }
    }
    if (length > 0) {
      this.#handlers.onData(data.subarray(0, length));
    }
  }

  #command(byte: number): void {
    switch (this.#state) {
      case 'data':
        this.#state = 'iac';
        return;
      case 'iac':
        this.#afterIac(byte);
        return;
      case 'negotiation':
        this.#state = 'data';
        this.#handlers.onNegotiation(this.#verb, byte);
        return;
      case 'subnegotiation':
        if (byte === IAC) {
          this.#state = 'subnegotiation-iac';
        } else {
          this.#collect(byte);
        }
        return;
      case 'subnegotiation-iac':
        if (byte === SUBNEGOTIATION_END) {
          this.#state = 'data';
          this.#handlers.onSubnegotiation(Uint8Array.from(this.#subnegotiation));
        } else {
          this.#state = 'subnegotiation';
          this.#collect(byte);
        }
        return;
    }
  }

  #afterIac(byte: number): void {
    if (byte === SUBNEGOTIATION_BEGIN) {
      this.#state = 'subnegotiation';
      this.#subnegotiation = [];
    } else if (byte >= VERB.will) {
      this.#state = 'negotiation';
      this.#verb = byte;
    } else {
      this.#state = 'data'; // NOP, GA and their kin mean nothing to a serial line
    }
  }

  #collect(byte: number): void {
    if (this.#subnegotiation.length < MAX_SUBNEGOTIATION) {
      this.#subnegotiation.push(byte);
    }
  }
}
