import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { expect, onTestFinished, test } from 'vitest';

import type { Order, Report } from './another-opener.ts';
import { canMakeTerminals, PseudoTerminal } from './pseudo-terminal.ts';

const ROUNDS = 100;
const OPENER = fileURLToPath(new URL('./another-opener.ts', import.meta.url));

function startOpener(): ChildProcess {
  const opener = fork(OPENER, { execArgv: [] });
  onTestFinished(() => void opener.kill('SIGKILL'));
  return opener;
}

async function tell(opener: ChildProcess, order: Order): Promise<Report> {
  opener.send(order);
  const [report] = (await once(opener, 'message')) as [Report];
  return report;
}

test.skipIf(!canMakeTerminals)(
  'F-02: of two processes that open one port at once, one has it and the other is told; no byte is of both',
  async () => {
    const port = await PseudoTerminal.make();
    onTestFinished(() => port.unplug());
    const openers = [startOpener(), startOpener()];
    let said = '';
    for (let round = 0; round < ROUNDS; round++) {
      const reports = await Promise.all(
        openers.map((opener, which) =>
          tell(opener, { open: port.path, say: `${round} is of ${which}.` }),
        ),
      );
      expect(reports).toContain('opened');
      expect(reports).toContainEqual({ code: 'port-busy' });
      const winner = reports.indexOf('opened');
      said += `${round} is of ${winner}.`;
      expect(await port.hears(`${round} is of ${winner}.`)).toMatch(
        new RegExp(`ready\\s+${said}$`),
      );
      const holder = openers[winner];
      expect(holder && (await tell(holder, 'close'))).toBe('closed');
    }
  },
  300_000,
);
