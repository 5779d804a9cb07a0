import type { AccessPoint, DisconnectReason, WifiCredentials } from '../wifi-station.ts';

/** One way in which an app is told its network over the UART. */
export interface Dialect {
  /** The app is up: says what it says by itself. */
  begin(): void;
  receive(bytes: Uint8Array): void;
}

/** What a dialect finds around it. */
export interface DialectHost {
  readonly station: Station;
  readonly device: {
    /** 12 hex digits. */
    readonly mac: string;
    /** As esptool names it: `esp32s3`. */
    readonly chip: string;
    readonly hasWifi: boolean;
  };
  /** Sends back what it receives, until the dialect itself is told otherwise. */
  readonly echo: boolean;
  /** What the flash said at the start; undefined where it knows no network. */
  readonly network: WifiCredentials | undefined;
  /** Text: a log line may come in its middle. */
  write(content: string | Uint8Array): void;
  /** Goes out in one piece. */
  writePacket(bytes: Uint8Array): void;
  /** For the bench's own record: a command, as it came. */
  note(command: string): void;
  /** Keeps the network where the Wi-Fi driver keeps it, over a restart. */
  keep(network: WifiCredentials): void;
  restart(): void;
}

/** The Wi-Fi driver. */
export interface Station {
  readonly link: Link;
  /** Begins to join; what an older attempt comes to is not told any more. */
  join(network: WifiCredentials, listener?: JoinListener): void;
  /** Calls back with the networks in reach. */
  scan(found: (networks: readonly AccessPoint[]) => void): void;
}

/** `associated`: let in, without an address yet. */
export type Link =
  | { readonly state: 'idle' | 'refused' }
  | { readonly state: 'joining' | 'associated'; readonly ssid: string }
  | { readonly state: 'connected'; readonly ssid: string; readonly address: string };

export interface JoinListener {
  /** How long to wait for an address; for ever if left out. */
  readonly patienceMs?: number;
  gaveUp?(): void;
  associated?(): void;
  connected?(address: string): void;
  refused?(reason: DisconnectReason): void;
}
