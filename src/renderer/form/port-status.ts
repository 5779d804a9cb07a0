import type { ListedPort } from '../../contract/channels.ts';

export type PortStatus =
  'looking' | 'none-found' | 'none-chosen' | 'ready' | 'remote' | 'typed' | 'unplugged';

export interface PortFacts {
  /** null until the host has answered for the first time. */
  ports: readonly ListedPort[] | null;
  port: string;
  /** The port that a person typed in this window: it may be one that no list shows. */
  typedPort: string | null;
}

/** What is known of the chosen port. */
export function portStatus({ ports, port, typedPort }: PortFacts): PortStatus {
  if (port.includes('://')) return 'remote';
  if (ports === null) return 'looking';
  if (ports.some(({ path }) => path === port)) return 'ready';
  if (port !== '' && port === typedPort) return 'typed';
  if (port !== '') return 'unplugged';
  return ports.length === 0 ? 'none-found' : 'none-chosen';
}

/** Whether a run may begin on a port of which this is known. */
export function isUsable(status: PortStatus): boolean {
  return status === 'ready' || status === 'remote' || status === 'typed';
}
