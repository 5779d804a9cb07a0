import type { ChipModel } from './chip-model.ts';
import type { Efuses } from './silicon/efuses.ts';
import type { Flash } from './silicon/flash.ts';

/** Where a real bench spends its time; the virtual one keeps an account of each, in milliseconds. */
export type TimeAccount = 'wire' | 'flash' | 'device';

/** Why the chip starts anew; the boot banner says it (`rst:0x1 (POWERON_RESET)` and its kin). */
export type ResetReason = 'power-on' | 'external' | 'software' | 'watchdog';

/** What runs on the chip at one time: the ROM loader, a flasher stub, or the firmware. */
export interface Program {
  /** Bytes from the UART, in order, in pieces of any size. */
  receive(bytes: Uint8Array): void;
  /** The chip was reset or jumps elsewhere: send nothing any more, touch nothing any more. */
  stop(): void;
}

/** The hardware that a program finds around it. */
export interface Board {
  readonly chip: ChipModel;
  readonly flash: Flash;
  readonly efuses: Efuses;
  /** Faults: whether the stub that starts now crashes at once, and whether stubs inflate wrong. */
  takeStubCrash(): boolean;
  readonly inflatesWrong: boolean;
  /** A fault: the RTC watchdog is on already when the ROM starts. */
  readonly watchdogRunsOn: boolean;
  /** Sends to the host over the UART, in order, paced by the chip's baud rate under real timing. */
  transmit(bytes: Uint8Array): void;
  /** Sets the chip's side of the line, in baud. The host's side is the host's business. */
  setBaudRate(baud: number): void;
  /** Keeps the chip busy for `ms` milliseconds; over at once under instant timing. */
  spend(account: TimeAccount, ms: number): Promise<void>;
  /** Ends the running program and starts another (ROM to stub, stub to user code). */
  run(program: Program): void;
  /** Leaves the loader and boots the firmware from the flash, without a reset and without an `rst:` line. */
  boot(): void;
  /** Resets the chip; the strapping pin then decides between the ROM loader and the firmware. */
  reset(reason: ResetReason): void;
}
