import type { HostClient } from '../contract/host-client.ts';

/** Why the program does not answer this page any more: it was closed, or serves another page. */
export type Lost = 'closed' | 'elsewhere';

/** The program behind this page. */
export interface Host extends HostClient {
  /** Called once if the program is lost. */
  onLost(listener: (why: Lost) => void): void;
  /** Then the page asks before it is closed, and opens files; the desktop app does both itself. */
  readonly inBrowser: boolean;
}
