import type { ChipName } from './chips.ts';

/** Where a chip's two watchdogs are told what to do; what is written there counts only while the lock holds the key. */
export interface WatchdogRegisters {
  /** RTC watchdog: its configuration, its time limit (in ticks of the slow clock), and the lock. */
  config: number;
  timeout: number;
  lock: number;
  /** Super watchdog: its configuration, the lock, the key to that, and the bit by which it feeds itself. */
  superConfig: number;
  superLock: number;
  superKey: number;
  feedsItself: number;
}

/** Of the RTC watchdog. */
export const WATCHDOG_KEY = 0x50d8_3aa1;
const OLD_SUPER_KEY = 0x8f1d_312a;

/** Sources: the chips' reference manuals, chapters "RTC Watchdog Timer" and "Super Watchdog". */
export const WATCHDOG_REGISTERS: Partial<Record<ChipName, WatchdogRegisters>> = {
  esp32s2: rtc(0x3f40_8000, { config: 0x94, lock: 0xac }),
  esp32s3: rtc(0x6000_8000, { config: 0x98, lock: 0xb0 }),
  esp32c3: rtc(0x6000_8000, { config: 0x90, lock: 0xa8 }),
  esp32c5: lowPower(0x600b_1c00, 0x18),
  esp32c6: lowPower(0x600b_1c00, 0x18),
  esp32c61: lowPower(0x600b_1c00, 0x18),
  esp32h2: lowPower(0x600b_1c00, 0x1c),
  esp32p4: lowPower(0x5011_6000, 0x18),
};

function rtc(base: number, { config, lock }: { config: number; lock: number }): WatchdogRegisters {
  return {
    config: base + config,
    timeout: base + config + 4,
    lock: base + lock,
    superConfig: base + lock + 4,
    superLock: base + lock + 8,
    superKey: OLD_SUPER_KEY,
    feedsItself: 0x8000_0000,
  };
}

function lowPower(base: number, lock: number): WatchdogRegisters {
  return {
    config: base,
    timeout: base + 4,
    lock: base + lock,
    superConfig: base + lock + 4,
    superLock: base + lock + 8,
    superKey: WATCHDOG_KEY,
    feedsItself: 1 << 18,
  };
}
