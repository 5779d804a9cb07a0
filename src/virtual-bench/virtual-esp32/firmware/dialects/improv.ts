import type { AccessPoint } from '../wifi-station.ts';
import { networkOf } from './acceptable.ts';
import type { Dialect, DialectHost } from './dialect.ts';

// Improv Wi-Fi, serial protocol, version 1.
const HEADER = Buffer.from('IMPROV\x01', 'latin1');
const TYPE = { STATE: 1, ERROR: 2, COMMAND: 3, RESULT: 4 } as const;
const STATE = { READY: 2, PROVISIONING: 3, PROVISIONED: 4 } as const;
const ERROR = { NONE: 0, INVALID: 1, UNKNOWN: 2, UNABLE: 3 } as const;
const COMMAND = { SET_WIFI: 1, STATE: 2, INFO: 3, SCAN: 4 } as const;

/** ESPHome, improv_serial: the time that a join may take. */
const JOIN_TIMEOUT_MS = 60_000;

/** Improv over serial, as ESPHome speaks it: packets between the lines of the log. The network is kept. */
export function improv(host: DialectHost): Dialect {
  return new Improv(host);
}

class Improv implements Dialect {
  readonly #host: DialectHost;
  #pending = Buffer.alloc(0);
  #joining = false;

  constructor(host: DialectHost) {
    this.#host = host;
  }

  begin(): void {
    this.#host.write('[C][improv_serial:000]: Improv Serial\r\n');
  }

  receive(bytes: Uint8Array): void {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    for (;;) {
      const start = this.#pending.indexOf(HEADER);
      // What could still become a header is kept.
      this.#pending = this.#pending.subarray(
        start === -1 ? Math.max(0, this.#pending.length - HEADER.length + 1) : start,
      );
      const end = start === -1 ? Infinity : 9 + (this.#pending[8] ?? Infinity);
      if (this.#pending.length <= end) return;
      const packet = this.#pending.subarray(0, end + 1);
      this.#pending = this.#pending.subarray(end + 1);
      this.#take(packet);
    }
  }

  #take(packet: Buffer): void {
    if (packet[7] !== TYPE.COMMAND) return;
    this.#host.note(packet.toString('hex'));
    const data = packet.subarray(9, -1);
    const intact = packet.at(-1) === checksum(packet.subarray(0, -1));
    if (!intact || data.length < 2 || data[1] !== data.length - 2) {
      this.#send(TYPE.ERROR, [ERROR.INVALID]);
      return;
    }
    this.#execute(data[0] ?? 0, data.subarray(2));
  }

  #execute(command: number, parameters: Buffer): void {
    switch (command) {
      case COMMAND.STATE:
        this.#tellState();
        if (this.#host.station.link.state === 'connected') this.#result(command, [this.#url()]);
        break;
      case COMMAND.INFO:
        this.#result(command, ['virtual', '1.0.0', this.#host.device.chip, 'virtual board']);
        break;
      case COMMAND.SCAN:
        this.#host.station.scan((networks) => {
          for (const network of networks) this.#result(command, scanResult(network));
          this.#result(command, []);
        });
        break;
      case COMMAND.SET_WIFI:
        this.#join(parameters);
        break;
      default:
        this.#send(TYPE.ERROR, [ERROR.UNKNOWN]);
    }
  }

  #join(parameters: Buffer): void {
    const [ssid, password, ...rest] = strings(parameters);
    const network = ssid && password && rest.length === 0 ? networkOf(ssid, password) : undefined;
    if (!network) {
      this.#send(TYPE.ERROR, [ERROR.INVALID]);
      return;
    }
    this.#send(TYPE.ERROR, [ERROR.NONE]);
    this.#joining = true;
    this.#tellState();
    const fail = () => {
      this.#joining = false;
      this.#send(TYPE.ERROR, [ERROR.UNABLE]);
      this.#tellState();
    };
    this.#host.station.join(network, {
      patienceMs: JOIN_TIMEOUT_MS,
      gaveUp: fail,
      connected: () => {
        this.#joining = false;
        this.#host.keep(network);
        this.#tellState();
        this.#result(COMMAND.SET_WIFI, [this.#url()]);
      },
      refused: fail,
    });
  }

  #tellState(): void {
    const { link } = this.#host.station;
    const settled = link.state === 'connected' ? STATE.PROVISIONED : STATE.READY;
    this.#send(TYPE.STATE, [this.#joining ? STATE.PROVISIONING : settled]);
  }

  #url(): string {
    const { link } = this.#host.station;
    return link.state === 'connected' ? `http://${link.address}` : '';
  }

  #result(command: number, texts: readonly string[]): void {
    const data = texts.flatMap((text) => {
      const bytes = Buffer.from(text);
      return [bytes.length, ...bytes];
    });
    this.#send(TYPE.RESULT, [command, data.length, ...data]);
  }

  #send(type: number, data: readonly number[]): void {
    const packet = Buffer.from([...HEADER, type, data.length, ...data]);
    this.#host.writePacket(Buffer.from([...packet, checksum(packet), 0x0a]));
  }
}

function scanResult({ ssid, password, rssi = -48 }: AccessPoint): string[] {
  return [ssid, String(rssi), password === null ? 'NO' : 'YES'];
}

/** Texts, each after its length; undefined parts where a length is wrong. */
function strings(bytes: Buffer): (Buffer | undefined)[] {
  const found: (Buffer | undefined)[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 1 + (bytes[at] ?? 0);
    found.push(end <= bytes.length ? bytes.subarray(at + 1, end) : undefined);
    at = end;
  }
  return found;
}

function checksum(bytes: Buffer): number {
  return bytes.reduce((sum, byte) => sum + byte, 0) & 0xff;
}
