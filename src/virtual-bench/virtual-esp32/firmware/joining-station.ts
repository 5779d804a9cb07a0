import type { TimeAccount } from '../board.ts';
import type { JoinListener, Link, Station } from './dialects/dialect.ts';
import type { EspLog } from './esp-log.ts';
import {
  DHCP_MS,
  joinNetwork,
  type AccessPoint,
  type DisconnectReason,
  type WifiCredentials,
} from './wifi-station.ts';

export interface StationSurroundings {
  readonly accessPoint: AccessPoint | undefined;
  readonly neighbours: readonly AccessPoint[];
  /** The lease that this board always gets. */
  readonly address: string;
  readonly log: EspLog;
  readonly spend: (account: TimeAccount, ms: number) => Promise<void>;
}

/** An active scan of all channels: 13 times 120 ms (ESP-IDF, wifi_scan_time_t). */
const SCAN_MS = 1_560;

/** The Wi-Fi driver of a virtual board: what it does is seen in its log. */
export class JoiningStation implements Station {
  readonly #around: StationSurroundings;
  #link: Link = { state: 'idle' };
  /** The latest attempt to join; an older one that comes to its end says nothing. */
  #attempt = 0;

  constructor(around: StationSurroundings) {
    this.#around = around;
  }

  get link(): Link {
    return this.#link;
  }

  join(network: WifiCredentials, listener: JoinListener = {}): void {
    void this.#join(network, listener);
  }

  scan(found: (networks: readonly AccessPoint[]) => void): void {
    const { accessPoint, neighbours, spend } = this.#around;
    const networks = accessPoint ? [accessPoint, ...neighbours] : neighbours;
    void spend('device', SCAN_MS).then(() => found(networks));
  }

  /** Tells nobody anything any more. */
  stop(): void {
    this.#attempt += 1;
  }

  async #join(network: WifiCredentials, listener: JoinListener): Promise<void> {
    const { accessPoint, address, log, spend } = this.#around;
    const { ssid } = network;
    this.#attempt += 1;
    const attempt = this.#attempt;
    this.#link = { state: 'joining', ssid };
    const outcome = joinNetwork(network, accessPoint);
    const { patienceMs = Infinity } = listener;
    await spend('device', Math.min(outcome.tookMs, patienceMs));
    if (attempt !== this.#attempt) return;
    if (!outcome.joined) {
      this.#refused(outcome.reason, listener);
      return;
    }
    if (outcome.tookMs < patienceMs) {
      this.#link = { state: 'associated', ssid };
      log.info('wifi', `connected with ${ssid}, aid = 1, channel 6, BW20`);
      listener.associated?.();
    }
    const left = patienceMs - outcome.tookMs;
    const leaseMs = accessPoint?.withoutDhcp ? Infinity : DHCP_MS;
    if (leaseMs === Infinity && left === Infinity) return;
    await spend('device', Math.max(0, Math.min(leaseMs, left)));
    if (attempt !== this.#attempt) return;
    if (leaseMs > left) {
      listener.gaveUp?.();
      return;
    }
    this.#link = { state: 'connected', ssid, address };
    const text = `sta ip: ${address}, mask: 255.255.255.0, gw: 192.168.1.1`;
    log.info('esp_netif_handlers', text);
    listener.connected?.(address);
  }

  #refused(reason: DisconnectReason, listener: JoinListener): void {
    this.#link = { state: 'refused' };
    const { code, name } = reason;
    this.#around.log.warn('provisioning', `Wi-Fi disconnected, reason:${code} (${name})`);
    listener.refused?.(reason);
  }
}
