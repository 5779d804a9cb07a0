import { ProvisioningError } from './provisioning-error.ts';

/** Where a port is: pyserial's own words, so that a name that works for esptool works here. */
export type PortAddress =
  | { kind: 'local'; path: string }
  | { kind: 'rfc2217' | 'socket'; path: string; host: string; tcpPort: number };

/** The port that IANA gave to nobody and everybody uses for RFC 2217. */
const DEFAULT_RFC2217_PORT = 2217;

/** A scheme and a slash: what a drive (`C:\\`) and a device (`/dev/…:1.0`) do not begin with. */
const ADDRESS = /^([a-z][a-z0-9+.-]+):\//i;

/**
 * Reads a port's name: `rfc2217://host[:port]`, `socket://host:port`, anything that is no address is a local device.
 * A query (`?ign_set_control`) is pyserial's own business and is ignored.
 * Throws `port-not-found` for an address that names no such server.
 */
export function parsePortAddress(path: string): PortAddress {
  const scheme = ADDRESS.exec(path)?.[1]?.toLowerCase();
  if (scheme === undefined) return { kind: 'local', path };
  if (scheme !== 'rfc2217' && scheme !== 'socket') {
    throw new ProvisioningError(
      'port-not-found',
      `${path} is no address; write rfc2217://host:port or socket://host:port`,
    );
  }
  const url = /^\w+:\/\//.test(path) && URL.canParse(path) ? new URL(path) : undefined;
  const tcpPort = Number(url?.port ?? '') || (scheme === 'rfc2217' ? DEFAULT_RFC2217_PORT : 0);
  if (!url?.hostname || tcpPort === 0) {
    throw new ProvisioningError(
      'port-not-found',
      `${path} is no address; write ${scheme}://host:port`,
    );
  }
  const host = url.hostname.replace(/^\[|\]$/g, ''); // an IPv6 address without the brackets of the URL
  return { kind: scheme, path, host, tcpPort };
}
