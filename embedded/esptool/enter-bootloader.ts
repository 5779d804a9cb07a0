import { BootText } from './boot-text.ts';
import { acrossReset, setBaudRate } from './line-calls.ts';
import { ROM_BAUD_RATE, type Loader } from './loader.ts';
import { resetIntoBootloader, type Cable, type ResetMode } from './reset.ts';
import type { SerialLine } from './serial-line.ts';

const CONNECT_ATTEMPTS = 7;
const SYNCS_PER_ATTEMPT = 5;

/**
 * Resets the chip into its bootloader, at 115200 baud, and gets in step with it; with `no-reset` it only does the
 * latter, at the rate that the line has. Sets the loader's kind.
 * Returns how long a reset pulse this board needs, in ms.
 * Throws EsptoolError; after seven tries with the reason that the chip's own words suggest.
 */
export async function enterBootloader(
  line: SerialLine,
  loader: Loader,
  { before, cable, signal }: { before: ResetMode; cable: Cable; signal: AbortSignal },
): Promise<number> {
  const bootText = new BootText();
  loader.link.bootText = bootText;
  try {
    if (before !== 'no-reset') {
      await setBaudRate(line, ROM_BAUD_RATE, signal);
      loader.baudRate = ROM_BAUD_RATE;
    }
    for (let attempt = 0; attempt < CONNECT_ATTEMPTS; attempt += 1) {
      loader.link.discard();
      const waitForPrompt = (ms: number) => loader.waitForPrompt(ms, signal);
      const reset = { cable, attempt, waitForPrompt, signal };
      const resetMs =
        before === 'no-reset'
          ? await resetIntoBootloader(line, before, reset)
          : await acrossReset(line, () => resetIntoBootloader(line, before, reset), signal);
      if (await loader.sync(SYNCS_PER_ATTEMPT, signal)) {
        return resetMs;
      }
    }
    throw bootText.diagnosis();
  } finally {
    loader.link.bootText = undefined;
  }
}
