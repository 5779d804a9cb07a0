/** The network in reach of the bench. */
export interface AccessPoint {
  readonly ssid: string;
  /** null: open. */
  readonly password: string | null;
  /** Takes the station in and never gives it an address, as a network without DHCP. */
  readonly withoutDhcp?: boolean;
  /** What it takes longer than a quick network to let a station in, in milliseconds. */
  readonly slowerByMs?: number;
  /** What a scan says of its strength, in dBm. */
  readonly rssi?: number;
}

export interface WifiCredentials {
  readonly ssid: string;
  /** Empty: open. */
  readonly password: string;
}

/** Why a station did not get in: the numbers and names of ESP-IDF's wifi_err_reason_t (esp_wifi_types_generic.h). */
export interface DisconnectReason {
  readonly code: number;
  readonly name: string;
}

export type JoinAttempt = { readonly tookMs: number } & (
  { readonly joined: true } | { readonly joined: false; readonly reason: DisconnectReason }
);

/**
 * From connecting to the association, and from there to the address: ESP-IDF's own log of its Wi-Fi station example
 * (examples/wifi/getting_started/station/README.md: 769 to 939 ms, and 939 to 2089 ms). A quick network.
 */
const ASSOCIATION_MS = 170;
export const DHCP_MS = 1150;
export const JOIN_MS = ASSOCIATION_MS + DHCP_MS;

/** A scan that finds nothing: the same log's failure (1899 to 3949 ms). */
const SCAN_WITHOUT_RESULT_MS = 2050;

/** hostapd sends message 1 four times, 100 ms and then 1 s apart (wpa_auth.c), and then deauthenticates with 15. */
const HANDSHAKE_TIMEOUT_MS = 3100;

const HANDSHAKE_TIMEOUT: DisconnectReason = { code: 15, name: '4WAY_HANDSHAKE_TIMEOUT' };
const NO_AP_FOUND: DisconnectReason = { code: 201, name: 'NO_AP_FOUND' };
const WRONG_SECURITY: DisconnectReason = { code: 210, name: 'NO_AP_FOUND_W_COMPATIBLE_SECURITY' };
const BELOW_THRESHOLD: DisconnectReason = { code: 211, name: 'NO_AP_FOUND_IN_AUTHMODE_THRESHOLD' };

/** How a station with `credentials` fares; `undefined` for no network at all. */
export function joinNetwork(
  { ssid, password }: WifiCredentials,
  accessPoint: AccessPoint | undefined,
): JoinAttempt {
  if (accessPoint?.ssid !== ssid) return refused(NO_AP_FOUND, SCAN_WITHOUT_RESULT_MS);
  if (accessPoint.password === null && password !== '') {
    return refused(BELOW_THRESHOLD, SCAN_WITHOUT_RESULT_MS);
  }
  if (accessPoint.password !== null && password === '') {
    return refused(WRONG_SECURITY, SCAN_WITHOUT_RESULT_MS);
  }
  if ((accessPoint.password ?? '') !== password) {
    return refused(HANDSHAKE_TIMEOUT, ASSOCIATION_MS + HANDSHAKE_TIMEOUT_MS);
  }
  return { joined: true, tookMs: ASSOCIATION_MS + (accessPoint.slowerByMs ?? 0) };
}

function refused(reason: DisconnectReason, tookMs: number): JoinAttempt {
  return { joined: false, reason, tookMs };
}
