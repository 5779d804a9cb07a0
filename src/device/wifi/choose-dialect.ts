import type { Profile, WifiDialect } from '../../contract/profile.ts';
import { detectDialect } from './detect-dialect.ts';
import type { FirmwareConsole } from './firmware-console.ts';

/** The dialect that the profile names; for `detect`, the one that the firmware answers. Throws as detectDialect does. */
export async function chooseDialect(
  console: FirmwareConsole,
  { dialect, readyTimeoutMs }: Pick<Profile['wifi'], 'dialect' | 'readyTimeoutMs'>,
  signal: AbortSignal,
): Promise<WifiDialect> {
  if (dialect !== 'detect') return dialect;
  const detected = await detectDialect(console, readyTimeoutMs, signal);
  console.remark(`The firmware speaks ${detected}.`);
  return detected;
}
