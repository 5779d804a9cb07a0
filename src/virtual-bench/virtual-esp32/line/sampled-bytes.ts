import { BITS_A_BYTE } from './serial-line.ts';

/**
 * What a UART set to `receiverBaud` reads off a line on which another one sends `bytes` at `senderBaud` (both 8N1):
 * the bytes themselves up to about 5 % of difference, garbage beyond. It waits for a falling edge and then looks at
 * the middle of each bit by its own clock; a wrong stop bit does not stop it, as on the chips' UARTs.
 */
export function sampledBytes(
  bytes: Uint8Array,
  senderBaud: number,
  receiverBaud: number,
): Uint8Array {
  if (senderBaud === receiverBaud) return bytes;
  if (senderBaud <= 0 || receiverBaud <= 0) return new Uint8Array();
  const step = senderBaud / receiverBaud; // one bit of the receiver, in bits of the sender
  const received: number[] = [];
  let edge = fallingEdge(bytes, 0);
  while (edge !== undefined) {
    let value = 0;
    for (let bit = 0; bit < 8; bit += 1) {
      value |= level(bytes, edge + (bit + 1.5) * step) << bit;
    }
    received.push(value);
    edge = fallingEdge(bytes, Math.ceil(edge + (BITS_A_BYTE - 0.5) * step));
  }
  return Uint8Array.from(received);
}

/** The first whole bit from `from` on that is low; undefined once the line is idle for good. */
function fallingEdge(bytes: Uint8Array, from: number): number | undefined {
  for (let bit = from; bit < bytes.length * BITS_A_BYTE; bit += 1) {
    if (level(bytes, bit) === 0) return bit;
  }
  return undefined;
}

/** The line at a time in bits of the sender: start bit 0, data with the lowest bit first, stop bit and idle 1. */
function level(bytes: Uint8Array, time: number): 0 | 1 {
  const byte = bytes[Math.floor(time / BITS_A_BYTE)];
  const bit = Math.floor(time) % BITS_A_BYTE;
  if (byte === undefined || bit === BITS_A_BYTE - 1) return 1;
  if (bit === 0) return 0;
  return ((byte >> (bit - 1)) & 1) === 1 ? 1 : 0;
}
