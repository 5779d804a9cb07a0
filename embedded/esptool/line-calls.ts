import { setTimeout as sleep } from 'node:timers/promises';
import { EsptoolError } from './esptool-error.ts';
import type { SerialLine } from './serial-line.ts';

/** Sets both control lines. Throws EsptoolError `cancelled`, `port-lost`. */
export function setLines(
  line: SerialLine,
  lines: { dtr: boolean; rts: boolean },
  signal: AbortSignal,
): Promise<void> {
  return unlessCancelled(line.setLines(lines), signal);
}

/** In baud. Throws EsptoolError `cancelled`, `port-lost`. */
export function setBaudRate(
  line: SerialLine,
  baudRate: number,
  signal: AbortSignal,
): Promise<void> {
  return unlessCancelled(line.setBaudRate(baudRate), signal);
}

/** Waits; ends at once when it is cancelled or the line is lost. Throws EsptoolError `cancelled`, `port-lost`. */
export async function pause(line: SerialLine, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal: AbortSignal.any([signal, line.lost]) });
  } catch (cause) {
    throw new EsptoolError(signal.aborted ? 'cancelled' : 'port-lost', '', { cause });
  }
}

/** Does what resets the chip; returns when the line is there again. Throws EsptoolError `cancelled`, `port-lost`. */
export async function acrossReset<T>(
  line: SerialLine,
  reset: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  return line.acrossReset ? unlessCancelled(line.acrossReset(reset), signal) : reset();
}

/** A line behind a slow server may take seconds to answer; nobody has to wait for it who wants to stop. */
async function unlessCancelled<T>(call: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: cancelled, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(new EsptoolError('cancelled', '', { cause: signal.reason }));
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) {
    onAbort();
  }
  try {
    return await Promise.race([call.catch(asLost), cancelled]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function asLost(cause: unknown): never {
  if (cause instanceof EsptoolError) {
    throw cause;
  }
  throw new EsptoolError('port-lost', '', { cause });
}
