import { dataChecksum } from '../../../src/virtual-bench/virtual-esp32/loaders/commands.ts';
import { slipFrame } from '../../../src/virtual-bench/virtual-esp32/loaders/slip.ts';

/** Words of 32 bits, little-endian. */
export function words(...values: number[]): Buffer {
  const buffer = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => buffer.writeUInt32LE(value >>> 0, 4 * index));
  return buffer;
}

/** A command as it goes over the wire. */
export function command(opcode: number, payload: Uint8Array = words(), checksum = 0): Buffer {
  const head = Buffer.alloc(8);
  head[1] = opcode;
  head.writeUInt16LE(payload.length, 2);
  head.writeUInt32LE(checksum, 4);
  return Buffer.from(slipFrame(Buffer.concat([head, payload])));
}

/** FLASH_DATA and its like: length, sequence number, two unused words, the block. */
export function dataCommand(opcode: number, sequence: number, block: Uint8Array): Buffer {
  const payload = Buffer.concat([words(block.length, sequence, 0, 0), block]);
  return command(opcode, payload, dataChecksum(block));
}

export const syncCommand = command(
  0x08,
  Buffer.concat([Buffer.from('07071220', 'hex'), Buffer.alloc(32, 0x55)]),
);

/** The payloads of the frames in what a chip sent; text between frames is left out. */
export function frames(bytes: Uint8Array): Buffer[] {
  const found: Buffer[] = [];
  let frame: number[] | undefined;
  let escaping = false;
  for (const byte of bytes) {
    if (byte === 0xc0) {
      if (frame && frame.length > 0) found.push(Buffer.from(frame));
      frame = frame && frame.length > 0 ? undefined : [];
    } else if (byte === 0xdb) {
      escaping = true;
    } else {
      frame?.push(escaping ? (byte === 0xdc ? 0xc0 : 0xdb) : byte);
      escaping = false;
    }
  }
  return found;
}
