import { resetPins, type ModemLines } from './reset-circuit.ts';
import { escapeIac, TELNET, TelnetParser } from './telnet-parser.ts';

/** The serial port that a COM port server offers: the near end of a board's UART. */
export interface SerialPortEnd {
  /** Bytes from the host to the chip. */
  receive(bytes: Uint8Array): void;
  setLines(lines: ModemLines): void;
  /** The port's own rate, in baud; the chip's is the chip's business. */
  setHostBaudRate(baud: number): void;
  /** Forgets bytes from the host that the chip has not got yet. */
  discardReceived(): void;
}

/** Telnet options (RFC 856, 857, 858, 2217). */
const BINARY = 0;
const ECHO = 1;
const SUPPRESS_GO_AHEAD = 3;
const COM_PORT = 44;
const OURS: readonly number[] = [BINARY, ECHO, SUPPRESS_GO_AHEAD, COM_PORT];
const THEIRS: readonly number[] = [BINARY, SUPPRESS_GO_AHEAD, COM_PORT];

/** Commands of RFC 2217 section 3, client to server; the answer has the same number plus 100. */
const COMMAND = {
  SIGNATURE: 0,
  SET_BAUDRATE: 1,
  SET_DATASIZE: 2,
  SET_PARITY: 3,
  SET_STOPSIZE: 4,
  SET_CONTROL: 5,
  NOTIFY_LINESTATE: 6,
  NOTIFY_MODEMSTATE: 7,
  SET_LINESTATE_MASK: 10,
  SET_MODEMSTATE_MASK: 11,
  PURGE_DATA: 12,
} as const;
const ANSWER = 100;

/** Values of SET_CONTROL. */
const CONTROL = {
  REQUEST_FLOW: 0,
  NO_FLOW: 1,
  REQUEST_BREAK: 4,
  BREAK_ON: 5,
  BREAK_OFF: 6,
  REQUEST_DTR: 7,
  DTR_ON: 8,
  DTR_OFF: 9,
  REQUEST_RTS: 10,
  RTS_ON: 11,
  RTS_OFF: 12,
  REQUEST_FLOW_IN: 13,
  NO_FLOW_IN: 14,
} as const;

/** The chip's UART is 8N1 and so is the port; RFC 2217 lets a server answer with what it really set. */
const FRAME = {
  [COMMAND.SET_DATASIZE]: 8,
  [COMMAND.SET_PARITY]: 1, // none
  [COMMAND.SET_STOPSIZE]: 1,
} as const;

/** No modem line comes back from the chip (CTS, DSR, RI and CD are off), and no line error is ever seen. */
const NO_STATE = 0;

/** PURGE_DATA: 1 is what came from the device, 2 what goes to it, 3 both. */
const PURGE_FROM_CHIP = 1;

const SLOWEST_BAUD = 300;
const FASTEST_BAUD = 5_000_000;
const DEFAULT_BAUD = 115_200;

/**
 * How long "both lines asserted" waits for the line that follows it, in milliseconds. To leave reset with the boot pin
 * low, a host goes from RTS to DTR through a moment in which both are asserted and the chip is free. With a cable that
 * moment is short beside the rise of EN; over RFC 2217 pyserial waits 50 to 100 ms for the answer to the first line,
 * and the chip would be running its firmware by then. Espressif's own server therefore plays the whole reset at the
 * port (esp_rfc2217_server, EspPortManager); this one holds back only that moment.
 */
const BOTH_LINES_HOLD_MS = 300;

const LINES_RELEASED: ModemLines = { dtr: false, rts: false };

/** One client's conversation with a serial port by RFC 2217, whatever carries it. */
export class ComPortSession {
  readonly #port: SerialPortEnd;
  readonly #send: (bytes: Uint8Array) => void;
  readonly #parser = new TelnetParser({
    data: (bytes) => this.#port.receive(bytes),
    negotiation: (verb, option) => {
      this.#negotiate(verb, option);
      if (option === COM_PORT) this.#greet();
    },
    subnegotiation: (payload) => this.#execute(payload),
  });
  /** Options that are on, or that we asked for: no answer is due when the other side agrees. */
  readonly #ours = new Set<number>();
  readonly #theirs = new Set<number>();
  /** As the client set them, and as the board knows them. */
  #lines: ModemLines = LINES_RELEASED;
  #appliedLines: ModemLines = LINES_RELEASED;
  #heldLines: NodeJS.Timeout | undefined;
  #greeted = false;
  #breakOn = false;
  #baud = DEFAULT_BAUD;

  constructor(port: SerialPortEnd, send: (bytes: Uint8Array) => void) {
    this.#port = port;
    this.#send = send;
    port.setHostBaudRate(this.#baud);
    // What a client that speaks RFC 2217 asks for anyway, offered as if it had.
    this.#negotiate(TELNET.DO, BINARY);
    this.#negotiate(TELNET.DO, SUPPRESS_GO_AHEAD);
    this.#negotiate(TELNET.WILL, BINARY);
    this.#negotiate(TELNET.WILL, COM_PORT);
  }

  /** Bytes from the client. */
  receive(bytes: Uint8Array): void {
    this.#parser.receive(bytes);
  }

  /** Bytes from the chip. */
  transmit(bytes: Uint8Array): void {
    this.#send(escapeIac(bytes));
  }

  /** The client is gone: both lines fall together, as when a port is closed. */
  end(): void {
    this.#setLines(LINES_RELEASED);
  }

  /** RFC 1143 without its queue: every answer follows from the request, and nothing is answered twice. */
  #negotiate(verb: number, option: number): void {
    switch (verb) {
      case TELNET.DO:
        this.#agree(this.#ours, OURS, option, [TELNET.WILL, TELNET.WONT]);
        break;
      case TELNET.WILL:
        this.#agree(this.#theirs, THEIRS, option, [TELNET.DO, TELNET.DONT]);
        break;
      case TELNET.DONT:
        if (this.#ours.delete(option)) this.#reply([TELNET.WONT, option]);
        break;
      case TELNET.WONT:
        if (this.#theirs.delete(option)) this.#reply([TELNET.DONT, option]);
        break;
    }
  }

  #agree(
    on: Set<number>,
    supported: readonly number[],
    option: number,
    [yes, no]: readonly [number, number],
  ): void {
    if (on.has(option)) return;
    if (!supported.includes(option)) {
      this.#reply([no, option]);
      return;
    }
    on.add(option);
    this.#reply([yes, option]);
  }

  /** pyserial wants to be told of the modem lines once before it believes in them. */
  #greet(): void {
    if (this.#greeted) return;
    this.#greeted = true;
    this.#answer(COMMAND.NOTIFY_MODEMSTATE, [NO_STATE]);
  }

  #execute(payload: Uint8Array): void {
    const [option, command] = payload;
    if (option !== COM_PORT || command === undefined) return;
    const answer = this.#obey(command, payload.subarray(2));
    if (answer !== undefined) this.#answer(command, answer);
  }

  /** Returns the value of the answer, or undefined for a command that we do not know. */
  #obey(command: number, value: Uint8Array): number[] | undefined {
    const [first = 0] = value;
    switch (command) {
      case COMMAND.SIGNATURE:
        return [...Buffer.from('virtual ESP32')];
      case COMMAND.SET_BAUDRATE:
        return this.#setBaudRate(value);
      case COMMAND.SET_DATASIZE:
      case COMMAND.SET_PARITY:
      case COMMAND.SET_STOPSIZE:
        return [FRAME[command]];
      case COMMAND.SET_CONTROL:
        return [this.#control(first)];
      case COMMAND.NOTIFY_LINESTATE:
      case COMMAND.NOTIFY_MODEMSTATE:
        return [NO_STATE];
      case COMMAND.SET_LINESTATE_MASK:
      case COMMAND.SET_MODEMSTATE_MASK:
        return [first];
      case COMMAND.PURGE_DATA:
        // What comes from the chip is passed on at once: only the other direction can hold anything.
        if (first !== PURGE_FROM_CHIP) this.#port.discardReceived();
        return [first];
      default:
        return undefined;
    }
  }

  /** Big-endian; 0 asks for the present rate. Returns the rate that holds now. */
  #setBaudRate(value: Uint8Array): number[] {
    const buffer = Buffer.alloc(4);
    buffer.set(value.subarray(0, 4), 4 - Math.min(4, value.length));
    const baud = buffer.readUInt32BE();
    if (baud >= SLOWEST_BAUD && baud <= FASTEST_BAUD) {
      this.#baud = baud;
      this.#port.setHostBaudRate(baud);
    }
    buffer.writeUInt32BE(this.#baud);
    return [...buffer];
  }

  /** Returns the state after it, in SET_CONTROL's own values. */
  #control(value: number): number {
    switch (value) {
      case CONTROL.BREAK_ON:
      case CONTROL.BREAK_OFF:
        this.#breakOn = value === CONTROL.BREAK_ON;
        return value;
      case CONTROL.DTR_ON:
      case CONTROL.DTR_OFF:
        this.#setLines({ ...this.#lines, dtr: value === CONTROL.DTR_ON });
        return value;
      case CONTROL.RTS_ON:
      case CONTROL.RTS_OFF:
        this.#setLines({ ...this.#lines, rts: value === CONTROL.RTS_ON });
        return value;
      case CONTROL.REQUEST_BREAK:
        return this.#breakOn ? CONTROL.BREAK_ON : CONTROL.BREAK_OFF;
      case CONTROL.REQUEST_DTR:
        return this.#lines.dtr ? CONTROL.DTR_ON : CONTROL.DTR_OFF;
      case CONTROL.REQUEST_RTS:
        return this.#lines.rts ? CONTROL.RTS_ON : CONTROL.RTS_OFF;
      default:
        return value >= CONTROL.REQUEST_FLOW_IN && value <= 16
          ? CONTROL.NO_FLOW_IN
          : CONTROL.NO_FLOW;
    }
  }

  #setLines(lines: ModemLines): void {
    clearTimeout(this.#heldLines);
    this.#lines = lines;
    const inReset = !resetPins(this.#appliedLines).enable;
    if (inReset && lines.dtr && lines.rts) {
      this.#heldLines = setTimeout(() => this.#applyLines(lines), BOTH_LINES_HOLD_MS);
    } else {
      this.#applyLines(lines);
    }
  }

  #applyLines(lines: ModemLines): void {
    this.#appliedLines = lines;
    this.#port.setLines(lines);
  }

  #answer(command: number, value: readonly number[]): void {
    const body = escapeIac(Uint8Array.from([command + ANSWER, ...value]));
    this.#reply([TELNET.SB, COM_PORT, ...body, TELNET.IAC, TELNET.SE]);
  }

  #reply(bytes: readonly number[]): void {
    this.#send(Uint8Array.from([TELNET.IAC, ...bytes]));
  }
}
