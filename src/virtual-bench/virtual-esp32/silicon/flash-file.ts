import { closeSync, fsyncSync, openSync, readSync, statSync, writeSync } from 'node:fs';

import { Flash } from './flash.ts';

/**
 * A flash chip of `size` bytes that lives in a file; the file is its owner's only, for it will hold secrets. Every
 * erase and program is in the file before the chip answers: a killed process loses nothing that was acknowledged; a
 * crash of the whole machine may lose what the operating system had not written yet.
 * A file that is missing is made, with `contents` from address 0 on. Throws RangeError where one has another size.
 */
export function openFlashFile(
  path: string,
  size: number,
  contents: Uint8Array,
): { flash: Flash; close: () => void } {
  const isNew = statSync(path, { throwIfNoEntry: false }) === undefined;
  const file = openSync(path, isNew ? 'wx+' : 'r+', 0o600);
  const flash = new Flash(size, { contents: isNew ? contents : readWhole(file, path, size) });
  if (isNew) writeWhole(file, flash.bytes, 0);
  const stop = flash.onChange(({ address, length }) => {
    // A write may wrap around the end of the chip, as it does on a real one.
    const start = address % flash.size;
    const end = Math.min(start + length, flash.size);
    writeWhole(file, flash.bytes.subarray(start, end), start);
    writeWhole(file, flash.bytes.subarray(0, Math.max(0, start + length - flash.size)), 0);
  });
  return {
    flash,
    close() {
      stop();
      fsyncSync(file);
      closeSync(file);
    },
  };
}

function readWhole(file: number, path: string, size: number): Uint8Array {
  const contents = new Uint8Array(size + 1);
  let length = 0;
  for (let read = -1; read !== 0 && length < contents.length; length += read) {
    read = readSync(file, contents, length, contents.length - length, length);
  }
  if (length !== size) {
    closeSync(file);
    throw new RangeError(`${path} does not hold a flash of ${size} bytes`);
  }
  return contents.subarray(0, size);
}

function writeWhole(file: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(file, bytes, done, bytes.length - done, position + done);
  }
}
