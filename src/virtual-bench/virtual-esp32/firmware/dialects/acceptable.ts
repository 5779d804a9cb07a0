import type { WifiCredentials } from '../wifi-station.ts';

const LONGEST_SSID_BYTES = 32;
const SHORTEST_PASSPHRASE_BYTES = 8;
const LONGEST_PASSPHRASE_BYTES = 63;
const RAW_KEY = /^[0-9a-fA-F]{64}$/;

export function isSsid(value: Uint8Array): boolean {
  return value.length > 0 && value.length <= LONGEST_SSID_BYTES;
}

/** A WPA passphrase, a key as 64 hex digits, or nothing for an open network (IEEE 802.11, annex J.4). */
export function isPassword(value: Uint8Array): boolean {
  const isPassphrase =
    value.length >= SHORTEST_PASSPHRASE_BYTES && value.length <= LONGEST_PASSPHRASE_BYTES;
  return value.length === 0 || isPassphrase || RAW_KEY.test(Buffer.from(value).toString('latin1'));
}

/** The credentials in these bytes, undefined unless a driver takes both. */
export function networkOf(ssid: Uint8Array, password: Uint8Array): WifiCredentials | undefined {
  if (!isSsid(ssid) || !isPassword(password)) return undefined;
  return { ssid: Buffer.from(ssid).toString(), password: Buffer.from(password).toString() };
}
