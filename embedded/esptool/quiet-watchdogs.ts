import type { ConnectionParts } from './connection-parts.ts';
import { WATCHDOG_KEY, WATCHDOG_REGISTERS } from './watchdog-registers.ts';

type Writes = { address: number; value: number; mask?: number }[];

/**
 * What keeps a chip on USB-Serial/JTAG from being reset in the middle of it all: a reset through that peripheral leaves
 * the watchdogs that its firmware has started running. Undefined for a chip or a cable on which they stand still.
 */
export function quietingWrites({ chip, cable, before }: ConnectionParts): Writes | undefined {
  const byUsb = cable === 'usb-serial-jtag' || (cable === 'unknown' && before === 'usb-reset');
  const registers = byUsb ? WATCHDOG_REGISTERS[chip] : undefined;
  if (registers === undefined) {
    return undefined;
  }
  const { config, lock, superConfig, superLock, superKey, feedsItself } = registers;
  return [
    { address: lock, value: WATCHDOG_KEY },
    { address: config, value: 0 },
    { address: lock, value: 0 },
    { address: superLock, value: superKey },
    { address: superConfig, value: feedsItself, mask: feedsItself },
    { address: superLock, value: 0 },
  ];
}
