import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { words } from './commands.ts';
import { eraseTimeoutMs, writeTimeoutMs } from './flash-deadlines.ts';
import { blockCommand, type Loader } from './loader.ts';

const deflateAsync = promisify(deflate);

const STUB_BLOCK = 0x4000; // what the stub's buffer holds
const STAY_IN_LOADER = 1;
const NOT_ENCRYPTED = 0;

export interface WritePiece {
  offset: number;
  bytes: Uint8Array;
  /** Deflated on the way; without it byte for byte, for a stub that does not inflate right. */
  compressed: boolean;
  /** 0 to 1 of this piece, as the stub takes its blocks. */
  onProgress: (fraction: number) => void;
}

/**
 * Erases and writes one stretch of flash through the stub, and waits until the flash is done. The stub acknowledges a
 * block before it has written it and reports what went wrong in its next answer: the END command at the end is what
 * the last error comes back with.
 */
export async function writePiece(
  loader: Loader,
  { offset, bytes, compressed, onProgress }: WritePiece,
  signal: AbortSignal,
): Promise<void> {
  const names = compressed ? COMPRESSED : PLAIN;
  const data = compressed ? await deflateAsync(bytes, { level: 9 }) : padToWords(bytes);
  const blocks = Math.ceil(data.length / STUB_BLOCK);
  const timeoutMs = writeTimeoutMs(bytes.length);
  await loader.command(
    {
      name: names.begin,
      data: words(bytes.length, blocks, STUB_BLOCK, offset, NOT_ENCRYPTED),
      timeoutMs: eraseTimeoutMs(bytes.length),
    },
    signal,
  );
  for (let sequence = 0; sequence < blocks; sequence += 1) {
    const block = data.subarray(sequence * STUB_BLOCK, (sequence + 1) * STUB_BLOCK);
    await loader.command({ ...blockCommand(names.data, block, sequence), timeoutMs }, signal);
    onProgress((sequence + 1) / (blocks + 1)); // the flash is still at work
  }
  await loader.command({ name: names.end, data: words(STAY_IN_LOADER), timeoutMs }, signal);
  onProgress(1);
}

const COMPRESSED = {
  begin: 'FLASH_DEFL_BEGIN',
  data: 'FLASH_DEFL_DATA',
  end: 'FLASH_DEFL_END',
} as const;

const PLAIN = { begin: 'FLASH_BEGIN', data: 'FLASH_DATA', end: 'FLASH_END' } as const;

/** The stub writes whole words; 0xff leaves the rest of the erased sector as it is. */
function padToWords(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4).fill(0xff);
  padded.set(bytes);
  return padded;
}
