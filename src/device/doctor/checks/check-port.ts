import type { Finding } from '../../../contract/port-examination.ts';
import type { ComputerFacts } from '../computer-facts.ts';
import { finding } from './finding.ts';

/** Whether the port that was asked about is there. */
export function checkPort({ ports, listed }: ComputerFacts): Finding | undefined {
  const missing = ports.find(({ exists }) => !exists);
  if (!missing) return undefined;
  const others = listed.filter((path) => path !== missing.path);
  return finding({
    check: 'port',
    state: 'not-found',
    title: `There is no port ${missing.path}`,
    text:
      others.length === 0
        ? 'This computer lists no serial port.'
        : `This computer lists ${others.join(', ')}.`,
    error: 'port-not-found',
  });
}
