import { createHash } from 'node:crypto';

import { hasWifi } from '../../../contract/has-wifi.ts';
import type { Board, Program } from '../board.ts';
import { espConsole } from './dialects/console.ts';
import type { Dialect, DialectHost } from './dialects/dialect.ts';
import { espAt } from './dialects/esp-at.ts';
import { improv } from './dialects/improv.ts';
import { specAt } from './dialects/spec-at.ts';
import { EspLog } from './esp-log.ts';
import { JoiningStation } from './joining-station.ts';
import { NoisePlaces, type LogNoise } from './log-noise.ts';
import { mountSettings, type DeviceSettings } from './mounted-settings.ts';
import type { Partition } from './partition-table.ts';
import { readStoredNetwork, storeNetwork } from './stored-network.ts';
import type { AccessPoint, WifiCredentials } from './wifi-station.ts';

/** The languages in which an app is told its network; the names are those of the profiles. */
export type DialectName = 'spec-at' | 'esp-at' | 'improv' | 'console';

const DIALECTS: Readonly<Record<DialectName, (host: DialectHost) => Dialect>> = {
  'spec-at': specAt,
  'esp-at': espAt,
  improv,
  console: espConsole,
};

/** How the app of a virtual board behaves. */
export interface FirmwareOptions {
  /** `silent` boots and says nothing more; `boot-loop` panics as soon as it runs. */
  readonly behaviour: 'provisioning' | 'silent' | 'boot-loop';
  readonly dialect: DialectName;
  readonly accessPoint: AccessPoint | undefined;
  /** Other networks that a scan finds. */
  readonly neighbours: readonly AccessPoint[];
  /** Sends back what it receives, as most consoles do. */
  readonly echo: boolean;
  readonly logNoise: LogNoise;
}

/** The board as the firmware finds it. */
export interface FirmwareBoard extends Board {
  readonly firmware: FirmwareOptions;
  /** Every command that came, as it came; the bench's own record, not part of any log. */
  readonly commands: string[];
  /** Milliseconds since the reset. */
  uptime(): number;
  /** As `spend('device', ...)`, for what would otherwise repeat at once under instant timing. */
  pause(ms: number): Promise<void>;
}

/** From app_main to a running Wi-Fi driver: the log of ESP-IDF's Wi-Fi station example (589 to 769 ms). */
const WIFI_START_MS = 180;

const NOISE = '<ba-add>idx:0 (ifx:0, 02:00:00:00:00:01), tid:0, ssn:1, winSize:64';

/** The app: reads its identity out of NVS, joins the network it finds there, and is told another in its dialect. */
export class Firmware implements Program {
  readonly #board: FirmwareBoard;
  readonly #partitions: readonly Partition[];
  readonly #log: EspLog;
  readonly #hasWifi: boolean;
  readonly #station: JoiningStation;
  readonly #noisePlaces = new NoisePlaces();
  #dialect: Dialect | undefined;

  constructor(board: FirmwareBoard, partitions: readonly Partition[]) {
    this.#board = board;
    this.#partitions = partitions;
    this.#hasWifi = hasWifi(board.chip.name);
    this.#log = new EspLog(
      (text) => this.#writeLog(text),
      () => board.uptime(),
    );
    const { accessPoint, neighbours } = board.firmware;
    this.#station = new JoiningStation({
      accessPoint,
      neighbours,
      address: this.#address(),
      log: this.#log,
      spend: (account, ms) => board.spend(account, ms),
    });
  }

  async start(): Promise<void> {
    const { behaviour } = this.#board.firmware;
    if (behaviour === 'silent') return;
    this.#log.info('main_task', 'Calling app_main()');
    if (behaviour === 'boot-loop') {
      await this.#panic();
      return;
    }
    const { settings, problems } = mountSettings(this.#board, this.#partitions);
    for (const problem of problems) this.#log.warn('nvs', problem);
    this.#report(settings);
    if (this.#hasWifi) await this.#board.spend('device', WIFI_START_MS);
    const network = this.#hasWifi ? (this.#storedNetwork() ?? settings?.wifi) : undefined;
    // Firmware for a chip without Wi-Fi has no other commands than those of the specification that are left.
    const dialect = this.#hasWifi ? this.#board.firmware.dialect : 'spec-at';
    this.#dialect = DIALECTS[dialect](this.#host(network));
    if (dialect === 'spec-at') this.#log.info('provisioning', 'AT console ready');
    this.#dialect.begin();
    if (network) this.#station.join(network);
  }

  receive(bytes: Uint8Array): void {
    this.#dialect?.receive(bytes);
  }

  stop(): void {
    this.#dialect = undefined;
    this.#station.stop();
  }

  async #panic(): Promise<void> {
    this.#write(
      "Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled.\r\n" +
        '\r\nRebooting...\r\n',
    );
    await this.#board.pause(0);
    this.#board.reset('software');
  }

  /** What the device knows of itself; of its secrets only what proves that they are the right ones. */
  #report(settings: DeviceSettings | undefined): void {
    if (settings === undefined) {
      this.#log.warn('provisioning', 'not provisioned');
      return;
    }
    const { partition, uuid, psk, certificate, wifi } = settings;
    this.#log.info('provisioning', `identity from partition "${partition.label}"`);
    this.#log.info('provisioning', `UUID: ${uuid ?? 'none'}`);
    this.#log.info('provisioning', `PSK: ${psk === undefined ? 'none' : fingerprint(psk)}`);
    this.#log.info(
      'provisioning',
      `Certificate: ${certificate === undefined ? 'none' : `${Buffer.byteLength(certificate)} bytes`}`,
    );
    this.#log.info('provisioning', `Wi-Fi SSID: ${wifi?.ssid ?? 'none'}`);
  }

  /** The lease that this board always gets: of its MAC's last byte, so that boards side by side differ. */
  #address(): string {
    const lastByte = Number.parseInt(this.#board.efuses.mac.slice(-2), 16);
    return `192.168.1.${2 + (lastByte % 252)}`;
  }

  #host(network: WifiCredentials | undefined): DialectHost {
    const { chip, efuses, firmware, commands, flash } = this.#board;
    return {
      station: this.#station,
      device: { mac: efuses.mac, chip: chip.name, hasWifi: this.#hasWifi },
      echo: firmware.echo,
      network,
      write: (content) => this.#say(Buffer.from(content)),
      writePacket: (bytes) => {
        if (this.#dialect) this.#board.transmit(bytes);
      },
      note: (command) => {
        commands.push(command);
        if (firmware.logNoise === 'between') this.#makeNoise();
      },
      keep: (kept) => storeNetwork(flash, this.#partitions, kept),
      restart: () => this.#board.reset('software'),
    };
  }

  /** The specification's firmware keeps what it is told in RAM only. */
  #storedNetwork(): WifiCredentials | undefined {
    const { firmware, flash } = this.#board;
    return firmware.dialect === 'spec-at' ? undefined : readStoredNetwork(flash, this.#partitions);
  }

  #say(bytes: Uint8Array): void {
    if (!this.#dialect) return; // it has just restarted the chip
    if (this.#board.firmware.logNoise !== 'inside') {
      this.#board.transmit(bytes);
      return;
    }
    const [before, after] = this.#noisePlaces.cut(bytes);
    this.#board.transmit(before);
    this.#makeNoise();
    this.#board.transmit(after);
  }

  #makeNoise(): void {
    new EspLog(
      (text) => this.#write(text),
      () => this.#board.uptime(),
    ).info('wifi', NOISE);
  }

  /** ESP-AT's log has a UART of its own. */
  #writeLog(text: string): void {
    if (this.#board.firmware.dialect !== 'esp-at') this.#write(text);
  }

  #write(text: string): void {
    this.#board.transmit(Buffer.from(text));
  }
}

/** Enough to see that two ends hold the same secret, too little to find it. */
function fingerprint(secret: string): string {
  const hash = createHash('sha256').update(secret).digest('hex').slice(0, 16);
  return `${secret.length} characters, SHA-256 ${hash}`;
}
