import type { Finding } from '../../../contract/port-examination.ts';
import type { ComputerFacts } from '../computer-facts.ts';
import { finding } from './finding.ts';

/**
 * The driver of braille displays takes a CH340 (1a86:7523) for one of them: "usbfs: interface 0 claimed by ch341 while
 * 'brltty' sets config #1", and the port is gone. Ubuntu 22.04 shipped it like that.
 */
export function checkBrltty({ usb, brltty }: ComputerFacts): Finding | undefined {
  const taken = usb?.find(
    ({ bridge, driver, ports }) =>
      bridge !== undefined && ports.length === 0 && (driver === 'usbfs' || driver === undefined),
  );
  if (!taken || !brltty) return undefined;
  return finding({
    check: 'brltty',
    state: 'to-do',
    title: 'brltty has taken the board',
    text:
      `brltty (process ${brltty.pid}) drives braille displays and takes ${taken.name} for one. ` +
      'If nobody here reads braille, switch it off and plug the board in again.',
    command: 'sudo systemctl mask --now brltty-udev.service brltty.service',
    error: 'port-not-found',
  });
}
