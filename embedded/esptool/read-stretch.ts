import { createHash } from 'node:crypto';
import { words } from './commands.ts';
import { EsptoolError } from './esptool-error.ts';
import { Deadline } from './link.ts';
import type { Loader } from './loader.ts';

const BLOCK = 0x1000; // the largest that the stubs send
/**
 * How much may be on the way unacknowledged, in bytes. The older stubs keep to it; the present ones send one or two
 * blocks ahead, whatever is asked for.
 */
const IN_FLIGHT = 4 * BLOCK;
const BLOCK_TIMEOUT_MS = 3000; // a block is 0.4 s on the wire at 115200 baud
const DIGEST_SIZE = 16;

/**
 * Reads one stretch of flash through the stub and checks the digest that it sends along. `onBytes` hears how many
 * bytes have arrived. Throws `digest-mismatch`, `timeout`; the next command then puts the stub in step again.
 */
export async function readStretch(
  loader: Loader,
  { offset, size, onBytes }: { offset: number; size: number; onBytes: (count: number) => void },
  signal: AbortSignal,
): Promise<Uint8Array> {
  return loader.exclusive(async () => {
    const request = words(offset, size, BLOCK, IN_FLIGHT);
    await loader.exchange({ name: 'READ_FLASH', data: request }, signal);
    loader.markInDoubt(); // until the digest is here, the stub takes whatever comes for an acknowledgement
    const bytes = new Uint8Array(size);
    const digest = createHash('md5');
    for (let received = 0; received < size;) {
      const block = await loader.link.receive(
        new Deadline('block of flash', BLOCK_TIMEOUT_MS),
        signal,
      );
      if (block.length !== Math.min(BLOCK, size - received)) {
        throw new EsptoolError(
          'digest-mismatch',
          `A block of ${block.length} bytes came from the flash`,
        );
      }
      bytes.set(block, received);
      digest.update(block);
      received += block.length;
      loader.link.send(words(received));
      onBytes(received);
    }
    const theirs = await loader.link.receive(new Deadline('digest', BLOCK_TIMEOUT_MS), signal);
    if (theirs.length !== DIGEST_SIZE || !digest.digest().equals(theirs)) {
      throw new EsptoolError('digest-mismatch');
    }
    loader.markInStep();
    return bytes;
  });
}
