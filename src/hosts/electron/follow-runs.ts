import { powerSaveBlocker, type BrowserWindow } from 'electron';

import type { RunWatch } from '../run-watch.ts';

const UNKNOWN_SHARE = 2; // more than 1 is a bar that only says that something goes on

/** What the system is told of the work: how far it is, and that it must not sleep while a flash is written. */
export function followRuns(window: BrowserWindow): (watch: RunWatch) => void {
  let blocker: number | undefined;
  return ({ runs, isWritingNvs }) => {
    const isWriting = isWritingNvs || runs.some((run) => run.isWriting);
    if (isWriting) {
      blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    } else if (blocker !== undefined) {
      powerSaveBlocker.stop(blocker);
      blocker = undefined;
    }
    if (window.isDestroyed()) return;
    // The slowest of them: the bar is full when all are done. Less than 0 takes it away.
    const shares = runs.map(({ fraction }) => fraction);
    if (isWritingNvs) shares.push(UNKNOWN_SHARE);
    window.setProgressBar(shares.length === 0 ? -1 : Math.min(...shares));
  };
}
