import type { Finding } from '../../../contract/port-examination.ts';
import type { ComputerFacts } from '../computer-facts.ts';
import { finding } from './finding.ts';

/** Whether this program has the port itself: in a run, or in another window. */
export function checkOwnWindow({ ports }: Pick<ComputerFacts, 'ports'>): Finding | undefined {
  for (const { path, ours, holders } of ports) {
    const other = holders?.find((holder) => holder.ours);
    if (!ours && !other) continue;
    return finding({
      check: 'own-window',
      state: 'to-do',
      title: `This program has ${path} open`,
      text: other
        ? `It is another window or command of it (process ${other.pid}). Close that one, or let it finish.`
        : 'A run or a query is working on it. Wait until it ends, or cancel it.',
      error: 'port-busy',
    });
  }
  return undefined;
}
