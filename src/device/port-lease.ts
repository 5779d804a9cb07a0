import { realpath } from 'node:fs/promises';
import { ProvisioningError } from '../contract/provisioning-error.ts';
import type { PortAddress } from '../contract/port-address.ts';

/** The ports that this process has open. Two owners of one port would each read half of the bytes. */
const owned = new Set<string>();

/**
 * Takes the port for one owner inside this process, whatever name it goes by (`/dev/serial/by-id/...` is the same
 * port as the device that it points to). Returns the release, which may be called more than once.
 * Throws `port-busy` while somebody else holds it.
 */
export async function takePortLease(address: PortAddress): Promise<() => void> {
  const key = await canonicalName(address);
  if (owned.has(key)) {
    throw new ProvisioningError(
      'port-busy',
      `${address.path} is in use by another run of this program`,
    );
  }
  owned.add(key);
  let held = true;
  return () => {
    if (held) {
      held = false;
      owned.delete(key);
    }
  };
}

/** Whether somebody in this process has it. A local port goes by its real name, on Windows in upper case. */
export function isPortTaken(canonical: string): boolean {
  return owned.has(canonical);
}

async function canonicalName(address: PortAddress): Promise<string> {
  if (address.kind !== 'local') {
    return `${address.host.toLowerCase()}:${address.tcpPort}`;
  }
  if (process.platform === 'win32') {
    return address.path.toUpperCase();
  }
  return realpath(address.path).catch(() => address.path); // opening it will say what is wrong
}
