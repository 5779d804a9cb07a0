import type { WifiDialect } from '../../../src/contract/profile.ts';
import type { SerialLine } from '../../../src/device/serial-line.ts';
import { espConsole } from '../../../src/virtual-bench/virtual-esp32/firmware/dialects/console.ts';
import type {
  Dialect,
  DialectHost,
  Link,
  Station,
} from '../../../src/virtual-bench/virtual-esp32/firmware/dialects/dialect.ts';
import { espAt } from '../../../src/virtual-bench/virtual-esp32/firmware/dialects/esp-at.ts';
import { improv } from '../../../src/virtual-bench/virtual-esp32/firmware/dialects/improv.ts';
import { specAt } from '../../../src/virtual-bench/virtual-esp32/firmware/dialects/spec-at.ts';
import type { WifiCredentials } from '../../../src/virtual-bench/virtual-esp32/firmware/wifi-station.ts';
import type { Heard } from './campaign.ts';
import { RESET } from './dialogue.ts';

const DIALECTS = { 'spec-at': specAt, 'esp-at': espAt, improv, console: espConsole };

export interface DirectOptions {
  echo: boolean;
  /** A log line comes after that many bytes of all that the firmware says; not in the middle of a packet. */
  noiseAt?: number;
}

const NOISE = Buffer.from('\u001b[0;32mI (812) wifi: <ba-add>idx:0, tid:0, all is OK\u001b[0m\r\n');

/** The virtual firmware's own dialects on a line without a board: every join succeeds, everything happens at once. */
export class DirectFirmware {
  static readonly ADDRESS = '192.168.1.150';
  readonly heard: Heard = { commands: [], joined: [], kept: [], restarts: 0 };
  readonly line: SerialLine;
  readonly #kind: WifiDialect;
  readonly #options: DirectOptions;
  readonly #listeners = new Set<(bytes: Uint8Array) => void>();
  #dialect: Dialect;
  #link: Link = { state: 'idle' };
  #network: WifiCredentials | undefined;
  /** Bytes that it has said. */
  #said = 0;

  constructor(kind: WifiDialect, options: DirectOptions) {
    this.#kind = kind;
    this.#options = options;
    this.#dialect = DIALECTS[kind](this.#host());
    this.line = this.#serialLine();
  }

  #boot(): void {
    this.#transmit(Buffer.from(RESET));
    this.#dialect = DIALECTS[this.#kind](this.#host());
    this.#dialect.begin();
    if (this.#network) this.#station().join(this.#network);
  }

  #host(): DialectHost {
    const { heard } = this;
    return {
      station: this.#station(),
      device: { mac: 'A0B1C2D3E4F5', chip: 'esp32s3', hasWifi: true },
      echo: this.#options.echo || this.#kind === 'console', // a console without echo is not known as one
      network: this.#network,
      write: (content) => this.#transmit(Buffer.from(content)),
      writePacket: (bytes) => this.#transmit(bytes, { whole: true }),
      note: (command) => heard.commands.push(nameOf(this.#kind, command)),
      keep: (network) => {
        heard.kept.push({ ...network });
        this.#network = network;
      },
      restart: () => {
        heard.restarts += 1;
        this.#boot();
      },
    };
  }

  #station(): Station {
    const link = () => this.#link;
    return {
      get link() {
        return link();
      },
      join: (network, listener) => {
        this.heard.joined.push({ ssid: network.ssid, password: network.password });
        this.#link = { state: 'connected', ssid: network.ssid, address: DirectFirmware.ADDRESS };
        listener?.associated?.();
        listener?.connected?.(DirectFirmware.ADDRESS);
      },
      scan: (found) => found([]),
    };
  }

  #serialLine(): SerialLine {
    const done = () => Promise.resolve();
    return {
      path: 'direct',
      lost: new AbortController().signal,
      write: (bytes) => {
        this.#dialect.receive(bytes);
        return Promise.resolve();
      },
      onData: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
      setBaudRate: done,
      setLines: done,
      close: done,
      [Symbol.asyncDispose]: done,
    };
  }

  #transmit(bytes: Uint8Array, { whole = false } = {}): void {
    const { noiseAt = Infinity } = this.#options;
    const at = noiseAt - this.#said;
    this.#said += bytes.length;
    if (at < 0 || at >= bytes.length) {
      this.#tell(bytes);
      return;
    }
    const cut = whole ? 0 : at;
    this.#tell(bytes.subarray(0, cut));
    this.#tell(NOISE);
    this.#tell(bytes.subarray(cut));
  }

  #tell(bytes: Uint8Array): void {
    for (const listener of this.#listeners) listener(bytes);
  }
}

/** `AT+CWJAP` of a line, the number of an Improv packet's command. */
function nameOf(kind: WifiDialect, command: string): string {
  if (kind === 'improv') return String(Number.parseInt(command.slice(18, 20), 16));
  return kind === 'console' ? (command.split(' ')[0] ?? '') : (command.split('=')[0] ?? '');
}
