import type { StubImage } from './chips.ts';
import { words } from './commands.ts';
import { EsptoolError, isFinal } from './esptool-error.ts';
import { Deadline } from './link.ts';
import { blockCommand, type Loader } from './loader.ts';
import type { Cable } from './reset.ts';

const RAM_BLOCK = 0x1800; // the largest block that the ROMs take
const OTG_RAM_BLOCK = 0x800; // and over USB-OTG; source: esptool
const RAM_TIMEOUT_MS = 1000; // a block is in RAM as soon as it has come
const GREETING = 'OHAI';
const GREETING_TIMEOUT_MS = 1000; // the stub speaks 10 ms after its start
const UPLOADS = 2;
const SYNCS = 5;

/**
 * Loads Espressif's flasher stub into the chip's RAM and starts it; once more from the beginning if an answer was lost
 * on the way, for the ROM takes no block twice. Throws `stub-failed`.
 */
export async function startStub(
  loader: Loader,
  { image, cable }: { image: StubImage; cable: Cable },
  signal: AbortSignal,
): Promise<void> {
  const blockSize = cable === 'usb-otg' ? OTG_RAM_BLOCK : RAM_BLOCK;
  let cause: unknown;
  for (let attempt = 1; attempt <= UPLOADS; attempt += 1) {
    try {
      await loader.exclusive(() => upload(loader, { image, blockSize }, signal));
      loader.kind = 'stub';
      return;
    } catch (error) {
      if (isFinal(error)) {
        throw error;
      }
      cause = error;
    }
    const answers = await loader.sync(SYNCS, signal);
    if (!answers) {
      break;
    }
    if (loader.kind === 'stub') {
      return; // only its greeting was lost
    }
  }
  throw new EsptoolError('stub-failed', '', { cause });
}

async function upload(
  loader: Loader,
  { image, blockSize }: { image: StubImage; blockSize: number },
  signal: AbortSignal,
): Promise<void> {
  const timeoutMs = RAM_TIMEOUT_MS;
  for (const { address, bytes } of image.segments) {
    const blocks = Math.ceil(bytes.length / blockSize);
    const begin = words(bytes.length, blocks, blockSize, address);
    await loader.exchange({ name: 'MEM_BEGIN', data: begin, timeoutMs }, signal);
    for (let sequence = 0; sequence < blocks; sequence += 1) {
      const part = bytes.subarray(sequence * blockSize, (sequence + 1) * blockSize);
      await loader.exchange({ ...blockCommand('MEM_DATA', part, sequence), timeoutMs }, signal);
    }
  }
  const runFromEntry = 0;
  const end = words(runFromEntry, image.entry);
  await loader.exchange({ name: 'MEM_END', data: end, timeoutMs }, signal);
  const greeting = new Deadline('greeting from the flasher stub', GREETING_TIMEOUT_MS);
  for (;;) {
    const frame = await loader.link.receive(greeting, signal);
    if (Buffer.from(frame).toString('latin1') === GREETING) {
      return;
    }
  }
}
