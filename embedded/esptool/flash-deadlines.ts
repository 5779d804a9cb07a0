/**
 * How long the flash may take, in milliseconds. Source: esptool, whose limits hold for the slowest flash chips on the
 * market; a usual chip needs a tenth of it.
 */
const ERASE_MS_PER_MB = 30_000;
const ERASE_AND_WRITE_MS_PER_MB = 40_000;
const MD5_MS_PER_MB = 8_000;
const AT_LEAST_MS = 3_000;

export function eraseTimeoutMs(bytes: number): number {
  return scaled(ERASE_MS_PER_MB, bytes);
}

export function writeTimeoutMs(bytes: number): number {
  return scaled(ERASE_AND_WRITE_MS_PER_MB, bytes);
}

export function md5TimeoutMs(bytes: number): number {
  return scaled(MD5_MS_PER_MB, bytes);
}

function scaled(msPerMb: number, bytes: number): number {
  return Math.max(AT_LEAST_MS, (msPerMb * bytes) / 1_000_000);
}
