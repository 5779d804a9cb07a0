import { ChipConnection } from './chip-connection.ts';
import { displayName, type ChipName } from './chips.ts';
import { detectChip, type DetectedChip } from './detect-chip.ts';
import { enterBootloader } from './enter-bootloader.ts';
import { EsptoolError, isOfTheWire } from './esptool-error.ts';
import { FlashingSession } from './flashing-session.ts';
import { Link } from './link.ts';
import { Loader } from './loader.ts';
import type { Cable, ResetMode } from './reset.ts';
import type { SerialLine } from './serial-line.ts';

const DETECT_ATTEMPTS = 2;

export interface ConnectOptions {
  before: ResetMode;
  /** What the line leads to; `default-reset` chooses by it. */
  cable?: Cable;
  /** The chip that must be there; whatever is there, if left out. */
  chip?: ChipName;
  signal: AbortSignal;
  /** Hears what the session does, a sentence at a time. */
  onLog?: (message: string) => void;
}

/**
 * Brings the chip on an open line into its bootloader and finds out what it is. The line stays the caller's, who
 * closes it; until `hardReset` or the disposal of the session nobody else may use it.
 * Throws EsptoolError: why the chip does not answer, `chip-unsupported`, `chip-mismatch`, `port-lost`, `cancelled`.
 */
export async function connectSession(
  line: SerialLine,
  { before, cable = 'unknown', chip: expected, signal, onLog = () => undefined }: ConnectOptions,
): Promise<FlashingSession> {
  const loader = new Loader(new Link(line));
  try {
    const enter = () => enterBootloader(line, loader, { before, cable, signal });
    const { detected, resetMs } = await enterAndDetect(enter, loader, signal);
    if (expected !== undefined && detected.chip !== expected) {
      const names = `${displayName(detected.chip)}, not ${displayName(expected)}`;
      throw new EsptoolError('chip-mismatch', `The chip is an ${names}`);
    }
    onLog(`Connected to ${displayName(detected.chip)}`);
    const { chip, security } = detected;
    const secureDownloadMode = security?.secureDownloadMode ?? false;
    const parts = { line, loader, before, cable, chip, secureDownloadMode, resetMs, onLog };
    const connection = new ChipConnection(parts);
    await connection.challenge(signal); // nothing was read before, so it is learned right
    await connection.quietWatchdogs(signal);
    return new FlashingSession(chip, connection, security);
  } catch (error) {
    loader.link.detach();
    throw error;
  }
}

/** A chip that falls silent between the two may have lost half a request, which only a reset cures. */
async function enterAndDetect(
  enter: () => Promise<number>,
  loader: Loader,
  signal: AbortSignal,
): Promise<{ detected: DetectedChip; resetMs: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const resetMs = await enter();
    try {
      return { detected: await detectChip(loader, signal), resetMs };
    } catch (error) {
      if (!isOfTheWire(error) || attempt === DETECT_ATTEMPTS) {
        throw error;
      }
    }
  }
}
