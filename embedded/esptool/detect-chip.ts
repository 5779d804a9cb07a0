import { CHIP_MAGIC_REGISTER, chipWithId, chipWithMagic, type ChipName } from './chips.ts';
import { EsptoolError } from './esptool-error.ts';
import type { Loader } from './loader.ts';
import { parseSecurityAnswer, SECURITY_ANSWER_SIZES, type SecurityInfo } from './security-info.ts';

const SECURITY_TIMEOUT_MS = 500; // the answer stands in the eFuses, ready to be sent
const ATTEMPTS = 3;

/** What answers, and what it says of its security; the ESP32 says nothing, its eFuses have to be asked. */
export interface DetectedChip {
  chip: ChipName;
  security: SecurityInfo | undefined;
}

/**
 * Finds out which chip is on the line: by GET_SECURITY_INFO, or by a word in the ROM of those that are older than that
 * command (ESP32) or its chip id (ESP32-S2). Throws `chip-unsupported`, `secure-download-mode`, `noise`.
 */
export async function detectChip(loader: Loader, signal: AbortSignal): Promise<DetectedChip> {
  const answer = await securityAnswer(loader, signal);
  const security = answer && parseSecurityAnswer(answer);
  if (security?.chipId !== undefined) {
    return { chip: chipWithId(security.chipId), security };
  }
  const magic = await unlessRefused(loader.readReg(CHIP_MAGIC_REGISTER, signal));
  if (magic !== undefined) {
    return { chip: chipWithMagic(magic), security };
  }
  if (security) {
    return { chip: 'esp32s2', security }; // the only chip that knows the command, has no id and may refuse to be read
  }
  throw new EsptoolError('secure-download-mode');
}

/** Asked twice: an answer has no checksum, and one wrong bit in this one would hide that the flash is encrypted. */
async function securityAnswer(
  loader: Loader,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const command = {
    name: 'GET_SECURITY_INFO',
    answerSizes: SECURITY_ANSWER_SIZES,
    timeoutMs: SECURITY_TIMEOUT_MS,
  } as const;
  const ask = async () => (await unlessRefused(loader.command(command, signal)))?.data;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const first = await ask();
    if (first === undefined) {
      return undefined;
    }
    const second = await ask();
    if (second && Buffer.from(first).equals(second)) {
      return first;
    }
    loader.markInDoubt();
  }
  throw new EsptoolError('noise');
}

async function unlessRefused<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof EsptoolError && error.code === 'command-refused') {
      return undefined;
    }
    throw error;
  }
}
