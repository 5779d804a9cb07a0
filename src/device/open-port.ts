import { ProvisioningError } from '../contract/provisioning-error.ts';
import { openLocalLine } from './local-line.ts';
import { parsePortAddress, type PortAddress } from '../contract/port-address.ts';
import { takePortLease } from './port-lease.ts';
import { openRfc2217Line } from './rfc2217-line.ts';
import type { LineOptions, SerialLine } from './serial-line.ts';
import { openTcpLine } from './tcp-line.ts';

/**
 * Opens a serial port: a device of this computer (`/dev/ttyUSB0`, `COM3`), `rfc2217://host:port` or
 * `socket://host:port`. One owner a port inside this process. The line must be closed on every path; `await using`
 * does that.
 * Throws `port-not-found`, `port-denied`, `port-busy`, `port-unreachable`, `port-failed`, `cancelled`.
 */
export async function openPort(
  path: string,
  { baudRate, signal }: { baudRate: number; signal: AbortSignal },
): Promise<SerialLine> {
  if (signal.aborted) {
    throw new ProvisioningError('cancelled', path);
  }
  const address = parsePortAddress(path);
  const release = await takePortLease(address);
  try {
    return await openLine(address, { baudRate, signal, onClosed: release });
  } catch (error) {
    release();
    throw error;
  }
}

function openLine(address: PortAddress, options: LineOptions): Promise<SerialLine> {
  switch (address.kind) {
    case 'local':
      return openLocalLine(address.path, options);
    case 'rfc2217':
      return openRfc2217Line(address, options);
    case 'socket':
      return openTcpLine(address, options);
  }
}
