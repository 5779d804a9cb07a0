import type { IncomingMessage } from 'node:http';

export interface Refusal {
  status: number;
  title: string;
  text: string;
}

/**
 * Why a request is refused before anything else is asked of it; undefined if it may pass. The exact Host stops names
 * that were made to point to this computer (DNS rebinding), the Origin stops other pages in the same browser.
 */
export function refusalOf({ headers }: IncomingMessage, ownHost: string): Refusal | undefined {
  const { host, origin } = headers;
  if (host !== ownHost) {
    return {
      status: 421, // RFC 9110: not a host that this server answers for
      title: 'This is not the address of the program',
      text: `Open the link that was printed in the terminal; it begins with http://${ownHost}/.`,
    };
  }
  if (origin !== undefined && origin !== `http://${ownHost}`) {
    return {
      status: 403,
      title: 'Another site may not use this program',
      text: 'A page of another site has asked for this. Nothing was done.',
    };
  }
  return undefined;
}

/** A connection must say where its page came from: every browser does. */
export function refusalOfUpgrade(request: IncomingMessage, ownHost: string): Refusal | undefined {
  const refusal = refusalOf(request, ownHost);
  if (refusal || request.headers.origin !== undefined) return refusal;
  return {
    status: 403,
    title: 'Only the page of this program may connect',
    text: 'The connection did not say from which page it comes.',
  };
}

/** The value of a cookie (RFC 6265). */
export function cookieOf({ headers }: IncomingMessage, name: string): string | undefined {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

export const NOT_ADMITTED: Refusal = {
  status: 401,
  title: 'Open the link from the terminal',
  text: 'The program lets one browser in, by the link that it prints. This one has not used it, or another one has since.',
};
