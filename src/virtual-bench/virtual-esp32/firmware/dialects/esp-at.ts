import { LineReader } from '../line-reader.ts';
import type { AccessPoint, DisconnectReason } from '../wifi-station.ts';
import { networkOf } from './acceptable.ts';
import type { Dialect, DialectHost, Link } from './dialect.ts';
import { parseEspAtCommand, type EspAtCommand } from './esp-at-command.ts';

/** ESP-AT documentation, "AT Command Set": "the maximum length of a command is 256 bytes", its CR LF included. */
const LONGEST_LINE_BYTES = 254;
/** AT+CWJAP, <jap_timeout>: "default value: 15", in seconds. */
const JOIN_TIMEOUT_MS = 15_000;

const VERSION = [
  'AT version:3.4.0.0(s-ca45add - ESP32 - Jun  7 2024 08:05:10)',
  'SDK version:v5.0.6-dirty',
  'compile time(6118fc22):Jun  7 2024 09:45:10',
  'Bin version:v3.4.0.0(WROOM-32)',
];

/** Commands that say the same at any time. */
const PLAIN: Readonly<Record<string, readonly string[]>> = {
  'AT execute': [],
  'AT+RST execute': [],
  'AT+GMR execute': VERSION,
};

/** The Wi-Fi commands of Espressif's ESP-AT, as its documentation has them. The AT port carries no log. */
export function espAt(host: DialectHost): Dialect {
  return new EspAt(host);
}

class EspAt implements Dialect {
  readonly #host: DialectHost;
  readonly #lines = new LineReader(LONGEST_LINE_BYTES, (line) => {
    if (line.length > 0) this.#execute(line);
  });
  #echo: boolean;
  #mode = 0;
  #keeps = true;
  #busy = false;

  constructor(host: DialectHost) {
    this.#host = host;
    this.#echo = host.echo;
    if (host.network !== undefined) this.#mode = 1;
  }

  begin(): void {
    this.#host.write('\r\nready\r\n');
  }

  receive(bytes: Uint8Array): void {
    if (this.#echo) this.#host.write(bytes);
    this.#lines.receive(bytes);
  }

  #execute(line: Buffer): void {
    this.#host.note(line.toString());
    if (this.#busy) {
      this.#host.write('busy p...\r\n');
      return;
    }
    const command = parseEspAtCommand(line);
    const answer = command && this.#answer(command);
    if (answer === 'later') return;
    this.#host.write(answer === undefined ? '\r\nERROR\r\n' : `${lines(answer)}\r\nOK\r\n`);
    if (command?.name === 'AT+RST' && answer) this.#host.restart();
  }

  /** The lines before OK, `later` where they come by themselves, undefined for ERROR. */
  #answer({ name, kind, parameters }: EspAtCommand): readonly string[] | 'later' | undefined {
    const command = `${name} ${kind}`;
    if (command in PLAIN) return PLAIN[command];
    switch (command) {
      case 'ATE0 execute':
      case 'ATE1 execute':
        this.#echo = name === 'ATE1';
        return [];
      case 'AT+SYSSTORE query':
        return [`+SYSSTORE:${Number(this.#keeps)}`];
      case 'AT+CWMODE query':
        return [`+CWMODE:${this.#mode}`];
      case 'AT+SYSSTORE set':
        return this.#set(parameters, 1, (value) => (this.#keeps = value === 1));
      case 'AT+CWMODE set':
        return this.#set(parameters, 3, (value) => (this.#mode = value));
      case 'AT+CWSTATE query':
        return [stateLine(this.#host.station.link)];
      case 'AT+CIFSR execute':
        return this.#addresses();
      default:
        return this.#asStation(command, parameters);
    }
  }

  /** For the one parameter of a setting, 0 to `most`. */
  #set(parameters: readonly Buffer[], most: number, take: (value: number) => void) {
    const [value = -1, ...rest] = parameters.map((parameter) => Number(parameter.toString()));
    if (rest.length > 0 || !(value >= 0 && value <= most)) return undefined;
    take(value);
    return [];
  }

  /** What needs station mode. */
  #asStation(command: string, parameters: readonly Buffer[]): 'later' | undefined {
    if ((this.#mode & 1) === 0) return undefined;
    if (command === 'AT+CWJAP set') return this.#join(parameters);
    if (command !== 'AT+CWLAP execute') return undefined;
    this.#busy = true;
    this.#host.station.scan((networks) => {
      this.#busy = false;
      this.#host.write(`${lines(networks.map(scanLine))}\r\nOK\r\n`);
    });
    return 'later';
  }

  #join([ssid, password = Buffer.alloc(0)]: readonly Buffer[]): 'later' | undefined {
    const network = ssid && networkOf(ssid, password);
    if (!network) return undefined;
    const { station } = this.#host;
    if (station.link.state === 'connected') this.#host.write('WIFI DISCONNECT\r\n');
    this.#busy = true;
    const end = (text: string) => {
      this.#busy = false;
      this.#host.write(text);
    };
    station.join(network, {
      patienceMs: JOIN_TIMEOUT_MS,
      gaveUp: () => end('+CWJAP:1\r\n\r\nERROR\r\n'),
      associated: () => this.#host.write('WIFI CONNECTED\r\n'),
      connected: () => {
        if (this.#keeps) this.#host.keep(network);
        this.#host.write('WIFI GOT IP\r\n');
        end('\r\nOK\r\n');
      },
      refused: (reason) => end(`+CWJAP:${joinError(reason)}\r\n\r\nERROR\r\n`),
    });
    return 'later';
  }

  #addresses(): string[] {
    const { station, device } = this.#host;
    const { link } = station;
    const address = link.state === 'connected' ? link.address : '0.0.0.0';
    const mac = device.mac.toLowerCase().replace(/..(?!$)/g, '$&:');
    return [`+CIFSR:STAIP,"${address}"`, `+CIFSR:STAMAC,"${mac}"`];
  }
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\r\n`).join('');
}

/** 2 wrong password, 3 no such access point, 4 the rest. */
function joinError({ code }: DisconnectReason): number {
  if (code === 15) return 2;
  return code === 201 ? 3 : 4;
}

function stateLine(link: Link): string {
  const STATES = { idle: 0, associated: 1, connected: 2, joining: 3, refused: 4 } as const;
  const ssid = 'ssid' in link ? link.ssid : '';
  return `+CWSTATE:${STATES[link.state]},"${ssid}"`;
}

/** What is in the name is not escaped. */
function scanLine({ ssid, password, rssi = -48 }: AccessPoint): string {
  return `+CWLAP:(${password === null ? 0 : 3},"${ssid}",${rssi},"02:00:00:00:00:01",6,-1,-1,4,4,7,0)`;
}
