import type { ChipName } from './chips.ts';
import { isFinal } from './esptool-error.ts';
import type { Loader } from './loader.ts';
import { WATCHDOG_KEY, WATCHDOG_REGISTERS } from './watchdog-registers.ts';

/** In ticks of the slow clock, some 136 kHz: 15 ms, so that the answer gets out before. */
const TIMEOUT = 2000;
/** WDTCONFIG0: on; stage 0 resets the whole chip; the pulses that it then gives to CPU and system. */
const CONFIG = (2 ** 31 + (5 << 28) + (1 << 8) + 2) >>> 0;

type Writes = { address: number; value: number }[];

/** What makes the chip's own watchdog reset it; undefined for a chip of which that is not known. */
export function watchdogWrites(chip: ChipName): Writes | undefined {
  const registers = WATCHDOG_REGISTERS[chip];
  return (
    registers && [
      { address: registers.lock, value: WATCHDOG_KEY },
      { address: registers.timeout, value: TIMEOUT },
      { address: registers.config, value: CONFIG },
      { address: registers.lock, value: 0 },
    ]
  );
}

/** Arms the watchdog. That its answer gets lost in the reset which follows means nothing. */
export async function bitesOnce(
  loader: Loader,
  writes: Writes,
  signal: AbortSignal,
): Promise<void> {
  for (const write of writes) {
    try {
      await loader.exclusive(() => loader.writeOnce(write, signal));
    } catch (error) {
      if (isFinal(error)) {
        throw error;
      }
      return;
    }
  }
}
