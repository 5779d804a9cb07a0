import type { CommandName } from '../../embedded/esptool/commands.ts';
import { hasAnswer, isRequest, type FaultyLine } from './esptool-faulty-line.ts';

/**
 * What happens to a frame on its way. `late`: it comes only with the next frame that the host sends; so does the second
 * copy of an answer that is `doubled`, while that of a request comes at once.
 */
export type FrameFault = 'lost' | 'doubled' | 'late';
export type Direction = 'to the chip' | 'from the chip';

/**
 * Spoils the `nth` frame of this name, counted from 0, in one direction, once. Returns whether that has happened.
 */
export function spoilFrame(
  line: FaultyLine,
  { name, direction, fault, nth = 0 }: SpoiledFrame,
): () => boolean {
  let left = nth;
  let happened = false;
  let held: Uint8Array | undefined;
  const isIt = (matches: boolean) => {
    if (happened || !matches || left-- > 0) return false;
    happened = true;
    return true;
  };
  line.toChip = (bytes) => {
    if (held && direction === 'from the chip') {
      const late = held;
      held = undefined;
      setImmediate(() => line.deliver(late)); // after the next question, before its answer
    }
    if (direction === 'to the chip') {
      if (isIt(isRequest(bytes, name))) {
        return fault === 'doubled'
          ? Buffer.concat([bytes, bytes])
          : spoiled(bytes, fault, (frame) => (held = frame));
      }
      if (held) {
        const both = Buffer.concat([held, bytes]);
        held = undefined;
        return both;
      }
    }
    return bytes;
  };
  line.fromChip = (bytes) =>
    direction === 'from the chip' && isIt(hasAnswer(bytes, name))
      ? spoiled(bytes, fault, (frame) => (held = frame))
      : bytes;
  return () => happened;
}

export interface SpoiledFrame {
  name: CommandName;
  direction: Direction;
  fault: FrameFault;
  nth?: number;
}

function spoiled(
  bytes: Uint8Array,
  fault: FrameFault,
  hold: (bytes: Uint8Array) => void,
): Uint8Array | undefined {
  if (fault !== 'lost') hold(bytes);
  return fault === 'doubled' ? bytes : undefined;
}
