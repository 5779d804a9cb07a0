import { ProvisioningError } from '../contract/provisioning-error.ts';
import { DataListeners } from './data-listeners.ts';
import type { ControlLines, LineOptions, SerialLine } from './serial-line.ts';
import { openTcpLine, type TcpAddress } from './tcp-line.ts';
import {
  COM_PORT,
  comPortCommand,
  CONTROL,
  escapeData,
  negotiation,
  OPTION,
  TelnetDecoder,
  VERB,
} from './telnet.ts';
import { within } from './within.ts';

/** One round trip; but Espressif's server needs up to 3 s to let go of the client before. */
const NEGOTIATION_TIMEOUT_MS = 5000;
const ACKNOWLEDGE_TIMEOUT_MS = 3000;
const PARITY_NONE = 1;

/**
 * Opens `rfc2217://host:port`: a serial port behind a Telnet server, 8N1 without flow control.
 * DTR and RTS stay as the server has them until they are first set: Espressif's server takes a bare "RTS off" for the
 * wish to reset the chip.
 * Throws `port-unreachable` (no server, or none that speaks RFC 2217), `port-busy` (it serves one client and has one),
 * `port-failed` (it refuses the baud rate), `cancelled`.
 */
export async function openRfc2217Line(
  address: TcpAddress,
  options: LineOptions,
): Promise<SerialLine> {
  const tcp = await openTcpLine(address, options);
  const line = new Rfc2217Line(tcp);
  try {
    await line.negotiate(options.signal);
    await line.configure(options.baudRate, options.signal);
    return line;
  } catch (error) {
    await line.close();
    throw error;
  }
}

class Rfc2217Line implements SerialLine {
  readonly #tcp: SerialLine;
  readonly #listeners = new DataListeners();
  readonly #acknowledgements = new Map<number, ((value: Uint8Array) => void)[]>();
  readonly #agreed = Promise.withResolvers<undefined>();
  readonly #decoder = new TelnetDecoder({
    onData: (bytes) => this.#listeners.deliver(bytes),
    onNegotiation: (verb, option) => this.#onNegotiation(verb, option),
    onSubnegotiation: (payload) => this.#onSubnegotiation(payload),
  });
  /** Options that are settled, by `verb option`: an answer to an answer would go round for ever (RFC 854). */
  readonly #settled = new Set<string>();
  #heard = false;
  #lines: Partial<ControlLines> = {};

  constructor(tcp: SerialLine) {
    this.#tcp = tcp;
    tcp.onData((bytes) => {
      this.#heard = true;
      this.#decoder.push(bytes);
    });
  }

  get path(): string {
    return this.#tcp.path;
  }

  get lost(): AbortSignal {
    return this.#tcp.lost;
  }

  async negotiate(signal: AbortSignal): Promise<void> {
    const offers = [
      ...this.#offer(VERB.will, OPTION.binary, OPTION.suppressGoAhead, OPTION.comPort),
      ...this.#offer(VERB.do, OPTION.binary, OPTION.suppressGoAhead),
    ];
    try {
      await this.#tcp.write(concat(offers));
      await within(this.#agreed.promise, {
        timeoutMs: NEGOTIATION_TIMEOUT_MS,
        what: 'COM-PORT-OPTION',
        signals: [signal, this.lost],
      });
    } catch (cause) {
      throw this.#negotiationError(signal, cause);
    }
  }

  async configure(baudRate: number, signal: AbortSignal): Promise<void> {
    const control = comPortCommand(COM_PORT.setControl, Uint8Array.of(CONTROL.noFlowControl));
    const [baudRateSet] = await Promise.all([
      this.#ask(COM_PORT.setBaudRate, uint32(baudRate), signal),
      this.#ask(COM_PORT.setDataSize, Uint8Array.of(8), signal),
      this.#ask(COM_PORT.setParity, Uint8Array.of(PARITY_NONE), signal),
      this.#ask(COM_PORT.setStopSize, Uint8Array.of(1), signal),
      // Espressif's server acknowledges SET_CONTROL late or never, so nobody waits for that.
      this.#tcp.write(control),
    ]);
    this.#checkBaudRate(baudRate, baudRateSet);
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#tcp.write(escapeData(bytes));
  }

  onData(listener: (bytes: Uint8Array) => void): () => void {
    return this.#listeners.add(listener);
  }

  async setBaudRate(baudRate: number): Promise<void> {
    this.#checkBaudRate(baudRate, await this.#ask(COM_PORT.setBaudRate, uint32(baudRate)));
  }

  /**
   * Sends only the line that changes, DTR first: Espressif's server acts on single commands, and takes "RTS off" for
   * a hard reset unless "DTR on" came before.
   */
  async setLines({ dtr, rts }: ControlLines): Promise<void> {
    const commands = [
      ...(dtr === this.#lines.dtr ? [] : [dtr ? CONTROL.dtrOn : CONTROL.dtrOff]),
      ...(rts === this.#lines.rts ? [] : [rts ? CONTROL.rtsOn : CONTROL.rtsOff]),
    ];
    this.#lines = { dtr, rts };
    if (commands.length > 0) {
      const control = (value: number) => comPortCommand(COM_PORT.setControl, Uint8Array.of(value));
      await this.#tcp.write(concat(commands.map(control)));
    }
  }

  async close(): Promise<void> {
    if (this.#lines.dtr === true || this.#lines.rts === true) {
      void this.setLines({ dtr: false, rts: false }).catch(() => undefined); // a dead line has no lines to release
    }
    await this.#tcp.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #offer(verb: number, ...options: number[]): Uint8Array[] {
    return options.map((option) => {
      this.#settled.add(`${answerTo(verb)} ${option}`);
      return negotiation(verb, option);
    });
  }

  #onNegotiation(verb: number, option: number): void {
    if (option === OPTION.comPort && (verb === VERB.do || verb === VERB.will)) {
      this.#agreed.resolve(undefined);
    }
    const key = `${verb} ${option}`;
    if (this.#settled.has(key) || verb === VERB.wont || verb === VERB.dont) {
      return;
    }
    this.#settled.add(key);
    const welcome = Object.values<number>(OPTION).includes(option);
    const yes = verb === VERB.do ? VERB.will : VERB.do;
    const no = verb === VERB.do ? VERB.wont : VERB.dont;
    void this.#tcp.write(negotiation(welcome ? yes : no, option)).catch(() => undefined); // `lost` tells
  }

  #onSubnegotiation(payload: Uint8Array): void {
    const [option, command] = payload;
    if (option === OPTION.comPort && command !== undefined) {
      this.#acknowledgements.get(command - 100)?.shift()?.(payload.subarray(2));
    }
  }

  async #ask(command: number, value: Uint8Array, signal?: AbortSignal): Promise<Uint8Array> {
    const { promise, resolve } = Promise.withResolvers<Uint8Array>();
    const waiting = this.#acknowledgements.get(command) ?? [];
    this.#acknowledgements.set(command, waiting);
    waiting.push(resolve);
    try {
      await this.#tcp.write(comPortCommand(command, value));
      return await within(promise, {
        timeoutMs: ACKNOWLEDGE_TIMEOUT_MS,
        what: `acknowledgement of command ${command}`,
        signals: signal ? [signal, this.lost] : [this.lost],
      });
    } catch (cause) {
      throw this.#endedEarly(
        signal,
        cause,
        'port-failed',
        'the server does not acknowledge its settings',
      );
    }
  }

  #checkBaudRate(wanted: number, answer: Uint8Array): void {
    const set =
      answer.length === 4 ? new DataView(answer.buffer, answer.byteOffset).getUint32(0) : 0;
    if (set !== wanted) {
      throw new ProvisioningError('port-failed', `${this.path} cannot run at ${wanted} baud`);
    }
  }

  #negotiationError(signal: AbortSignal, cause: unknown): ProvisioningError {
    if (this.lost.aborted && !signal.aborted) {
      const detail = `${this.path}: the server closed the connection at once; another client probably has the port`;
      return new ProvisioningError('port-busy', detail, { cause });
    }
    return this.#heard
      ? this.#endedEarly(signal, cause, 'port-unreachable', 'the server does not speak RFC 2217')
      : this.#endedEarly(
          signal,
          cause,
          'port-busy',
          'the server accepts but says nothing; another client probably has the port',
        );
  }

  #endedEarly(
    signal: AbortSignal | undefined,
    cause: unknown,
    code: 'port-failed' | 'port-unreachable' | 'port-busy',
    detail: string,
  ): ProvisioningError {
    if (signal?.aborted) {
      return new ProvisioningError('cancelled', this.path, { cause });
    }
    return cause instanceof ProvisioningError
      ? cause
      : new ProvisioningError(code, `${this.path}: ${detail}`, { cause });
  }
}

/** The verb with which a peer agrees to what we offer. */
function answerTo(verb: number): number {
  return verb === VERB.will ? VERB.do : VERB.will;
}

/** Network byte order, as RFC 2217 wants its numbers. */
function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

function concat(parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
