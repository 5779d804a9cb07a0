import { InvalidArgumentError } from 'commander';

export interface ListenAddress {
  host: string;
  port: number;
}

const LOOPBACK = /^(localhost|::1|127(\.\d{1,3}){3})$/;

/**
 * `host:port`, `[ipv6]:port` or `port` alone, which is 127.0.0.1: another machine is let in only where its side of the
 * network was named.
 */
export function parseListenAddress(text: string): ListenAddress {
  const match = /^(?:(?:\[([0-9a-f:]+)\]|([^:[\]\s]+)):)?(\d{1,5})$/i.exec(text);
  const port = Number(match?.[3]);
  if (!match || port > 65_535) {
    throw new InvalidArgumentError(
      'Give it as host:port, for instance 127.0.0.1:4000; port 0 is any free one.',
    );
  }
  return { host: match[1] ?? match[2] ?? '127.0.0.1', port };
}

export const LISTEN_HELP =
  '[host:]port to listen on; without host only this computer may connect, 0.0.0.0 lets every network in';

/** What a person should know who lets other machines in. */
export function exposureWarning({ host }: ListenAddress): string {
  return LOOPBACK.test(host) ? '' : `Every machine that reaches ${host} may connect.\n`;
}
