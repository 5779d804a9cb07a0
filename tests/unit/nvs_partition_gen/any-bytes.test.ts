import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeNvs } from '../../../embedded/nvs_partition_gen/decode-nvs.ts';
import { encodeNvs } from '../../../embedded/nvs_partition_gen/encode-nvs.ts';
import { entryCrc32, nvsCrc32 } from '../../../embedded/nvs_partition_gen/nvs-crc32.ts';
import type { NvsEntry } from '../../../embedded/nvs_partition_gen/nvs-entry.ts';
import { NvsError } from '../../../embedded/nvs_partition_gen/nvs-error.ts';
import { randomEntries } from './random-entries.ts';

const RUNS = { seed: 20_260_723, numRuns: 300 };
const PAGE = 4096;

test('any bytes are read, with any key, writable or not', () => {
  const property = fc.property(
    fc.uint8Array({ maxLength: 3 * PAGE, size: 'max' }),
    fc.uint8Array({ minLength: 64, maxLength: 64 }),
    fc.boolean(),
    (bytes, encryptionKey, readOnly) => {
      expect(decodeNvs(bytes, { readOnly }).mount).toMatch(/^ESP_/);
      expect(decodeNvs(bytes, { readOnly, encryptionKey }).mount).toMatch(/^ESP_/);
    },
  );
  fc.assert(property, RUNS);
});

/** A byte changed, and then the CRC that covers it put right, so that the change is believed. */
const change = fc.record({ at: fc.nat(4 * PAGE - 1), value: fc.nat(255), believed: fc.boolean() });

test('an image changed anywhere is read', () => {
  const property = fc.property(
    randomEntries(2),
    fc.array(change, { minLength: 1, maxLength: 60 }),
    fc.boolean(),
    (entries, changes, readOnly) => {
      const image = encodeNvs(entries, { size: 0x100000 }).slice(0, 4 * PAGE);
      for (const { at, value, believed } of changes) {
        image[at] = value;
        if (believed) correctCrc(image, at);
      }
      const view = decodeNvs(image, { readOnly });
      expect(view.mount).toMatch(/^ESP_/);
    },
  );
  fc.assert(property, RUNS);
});

test('an image of many names for many values is refused before it fills the memory', () => {
  const image = Buffer.concat(Array.from({ length: 64 }, (_, page) => pageOfNames(page)));
  expect(() => decodeNvs(image, { readOnly: true })).toThrow(NvsError);
});

/** 63 namespaces, all with the index 1, and 63 values in it. */
function pageOfNames(page: number): Uint8Array {
  const entries = Array.from({ length: 63 }, (_, entry): NvsEntry => {
    return { namespace: `${page}.${entry}`, key: `${page}.${entry}`, type: 'u8', value: 1 };
  });
  const image = encodeNvs(entries, { size: PAGE });
  for (let start = 64; start < PAGE; start += 32) {
    const indexAt = image[start] === 0 ? start + 24 : start;
    image[indexAt] = 1;
    correctCrc(image, start);
  }
  image[4] = page; // the sequence number
  correctCrc(image, 4);
  return image;
}

function correctCrc(image: Uint8Array, at: number): void {
  const view = new DataView(image.buffer, image.byteOffset);
  const page = at - (at % PAGE);
  if (at - page < 64) {
    view.setUint32(page + 28, nvsCrc32(image.subarray(page + 4, page + 28)), true);
  } else {
    const start = at - (at % 32);
    view.setUint32(start + 4, entryCrc32(image.subarray(start, start + 32)), true);
  }
}
