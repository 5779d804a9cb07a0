import type { CertificateFlaw } from './certificate-issuer.ts';

/** Before the device is registered, or after: then the CA has it, and the client does not know. */
type Moment = 'before' | 'after';

/** What goes wrong with one POST. */
export type VirtualCaFault =
  /** Nothing happens until the promise is fulfilled; with one that never is, the CA falls silent. */
  | { kind: 'wait'; when: Moment; until: () => Promise<unknown> }
  /** The connection is cut. */
  | { kind: 'drop'; when: Moment }
  /** A proper answer with an improper certificate. */
  | { kind: 'certificate'; flaw: CertificateFlaw }
  /** This instead of a registration: a web page, a redirect, a 503, a megabyte. */
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body?: string | Uint8Array }
  /** These on top of the proper answer: another Date, another type. */
  | { kind: 'headers'; headers: Record<string, string> }
  /** Half of the proper answer, then the end of the connection. */
  | { kind: 'cut' }
  /** Half of the proper answer, then nothing. */
  | { kind: 'stall' };
