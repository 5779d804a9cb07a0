import type { Finding } from '../../../contract/port-examination.ts';
import type { ComputerFacts } from '../computer-facts.ts';
import { isBoard } from './check-usb.ts';
import { finding } from './finding.ts';

/** A cable without data lines looks like no cable: only what a device says of itself proves that it has them. */
export function checkCable({ usb, ports, listed }: ComputerFacts): Finding | undefined {
  const proved = usb?.some(isBoard) ?? false;
  if (!proved && (listed.length > 0 || ports.some(({ exists }) => exists))) return undefined;
  return proved
    ? finding({
        check: 'cable',
        state: 'ok',
        title: 'The cable carries data',
        text: 'The board has told its name through it.',
      })
    : finding({
        check: 'cable',
        state: 'unknown',
        title: 'The cable may only carry power',
        text: 'A light on the board does not prove data. Try a cable that has copied files before.',
      });
}
