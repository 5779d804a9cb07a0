import { createReadStream } from 'node:fs';

/** No flash of an ESP32 is larger, so no firmware and no partition is. */
export const LARGEST_IMAGE = 0x800_0000;

/** Rejects with `EFBIG` for a file of more bytes than these: a device file such as /dev/zero has no end. */
export async function readFileUpTo(path: string, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  // The last byte that is read would be one too many.
  for await (const chunk of createReadStream(path, { end: most }) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
  }
  if (length > most) {
    throw Object.assign(new Error(`it has more than ${most} bytes`), { code: 'EFBIG' });
  }
  return Buffer.concat(chunks);
}
