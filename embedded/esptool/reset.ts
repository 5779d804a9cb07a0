import { pause, setLines } from './line-calls.ts';
import type { SerialLine } from './serial-line.ts';

/** How the chip is brought into its bootloader, in esptool's words. */
export type ResetMode = 'default-reset' | 'usb-reset' | 'no-reset';

/**
 * What the line leads to: a USB-to-UART bridge with the usual reset circuit, the chip's own USB-Serial/JTAG, its own
 * USB-OTG, or nobody knows (a serial server, a name that the system does not list).
 */
export type Cable = 'uart-bridge' | 'usb-serial-jtag' | 'usb-otg' | 'unknown';

/**
 * The usual circuit, two transistors between DTR, RTS, EN and IO0: RTS alone pulls EN low, DTR alone pulls IO0 low,
 * both or none leave both high. Sources: the schematics of Espressif's development boards, and "Boot Mode Selection"
 * in the esptool documentation.
 */
const RUNNING = { dtr: false, rts: false };
const IN_RESET = { dtr: false, rts: true };
const BOOT_PRESSED = { dtr: true, rts: false };
const BOTH = { dtr: true, rts: true };

/**
 * One way to press RESET and BOOT. `resetMs`: how long EN is low (the data sheets ask for 50 us). `bootMs`: how long
 * IO0 is low after EN was released: until the capacitor on EN (1 uF at 10 kOhm as a rule, 10 uF at worst) let EN rise
 * and the ROM has sampled the pin.
 */
interface ResetTiming {
  resetMs: number;
  bootMs: number;
  /** Through "both asserted" instead of in one step: for drivers that change one line at a time. */
  stepwise?: boolean;
}

/** The first suits nearly every board; the others have esptool's timing. */
const FIRST_RESET: ResetTiming = { resetMs: 20, bootMs: 50 };
const DEFAULT_RESETS: readonly ResetTiming[] = [
  FIRST_RESET,
  { resetMs: 100, bootMs: 550 },
  { resetMs: 100, bootMs: 50, stepwise: true },
  { resetMs: 100, bootMs: 550, stepwise: true },
];

/**
 * What `default-reset` means, tried in this order, round and round. As in esptool the kind of the port decides; where
 * nobody knows it, what suits a bridge comes first, and then what suits USB-Serial/JTAG.
 */
const STRATEGIES: Record<Cable, readonly (ResetTiming | 'usb')[]> = {
  'uart-bridge': DEFAULT_RESETS,
  'usb-serial-jtag': ['usb', 'usb', FIRST_RESET],
  'usb-otg': DEFAULT_RESETS,
  unknown: [...DEFAULT_RESETS.slice(0, 2), 'usb', ...DEFAULT_RESETS.slice(2)],
};

/** esptool's pulse, for a board of which no shorter one is known to be enough. */
const SAFE_RESET_MS = 100;
/** esptool's for a chip with its own USB: it takes that long to leave and to come back. */
export const USB_RESET_MS = 200;

/**
 * Resets the chip into its bootloader. `attempt` counts from 0 and chooses the strategy; `waitForPrompt` returns when
 * the ROM says that it listens, or after the given time: IO0 is released then.
 * Returns how long EN was low, in ms: enough for this board, if the attempt succeeds.
 */
export async function resetIntoBootloader(
  line: SerialLine,
  mode: ResetMode,
  { cable, attempt, waitForPrompt, signal }: BootloaderReset,
): Promise<number> {
  if (mode === 'no-reset') {
    return SAFE_RESET_MS;
  }
  const strategies = STRATEGIES[cable];
  const strategy =
    mode === 'usb-reset' ? 'usb' : (strategies[attempt % strategies.length] ?? FIRST_RESET);
  if (strategy === 'usb') {
    await usbReset(line, signal);
    return SAFE_RESET_MS;
  }
  const { resetMs, bootMs, stepwise } = strategy;
  await setLines(line, IN_RESET, signal);
  await pause(line, resetMs, signal);
  if (stepwise) {
    await setLines(line, BOTH, signal);
  }
  await setLines(line, BOOT_PRESSED, signal);
  await waitForPrompt(bootMs);
  await setLines(line, RUNNING, signal);
  return resetMs;
}

export interface BootloaderReset {
  cable: Cable;
  attempt: number;
  waitForPrompt: (atMostMs: number) => Promise<void>;
  signal: AbortSignal;
}

/**
 * Presses RESET for `resetMs` and lets the chip start its firmware. Both lines are set at every step: a chip whose IO0
 * is still held low would start its bootloader again.
 */
export async function hardReset(
  line: SerialLine,
  { resetMs, whileInReset, signal }: HardReset,
): Promise<void> {
  await setLines(line, IN_RESET, signal);
  await Promise.all([whileInReset(), pause(line, resetMs, signal)]);
  await setLines(line, RUNNING, signal);
}

export interface HardReset {
  resetMs: number;
  whileInReset: () => Promise<void>;
  signal: AbortSignal;
}

/** The USB-Serial/JTAG peripheral watches for this order of edges; source: esptool's documentation of "usb-reset". */
async function usbReset(line: SerialLine, signal: AbortSignal): Promise<void> {
  const stepMs = 100;
  await setLines(line, RUNNING, signal);
  await pause(line, stepMs, signal);
  await setLines(line, BOOT_PRESSED, signal);
  await pause(line, stepMs, signal);
  await setLines(line, BOTH, signal); // through (1,1): through (0,0) the chip would start
  await setLines(line, IN_RESET, signal);
  await pause(line, stepMs, signal);
  await setLines(line, RUNNING, signal);
}
