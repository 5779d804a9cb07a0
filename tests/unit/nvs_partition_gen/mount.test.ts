import { describe, expect, test } from 'vitest';
import { decodeNvs } from '../../../embedded/nvs_partition_gen/decode-nvs.ts';
import { encodeNvs } from '../../../embedded/nvs_partition_gen/encode-nvs.ts';
import { nvsCrc32 } from '../../../embedded/nvs_partition_gen/nvs-crc32.ts';
import type { NvsEntry } from '../../../embedded/nvs_partition_gen/nvs-entry.ts';

// The rules of which the golden images show too little: reference is the order in which nvs_flash mounts.

const PAGE = 4096;
const FULL = 0xfc;
const ERASED_SECOND = 0b11_11_00_11; // of four entries in the bitmap

/** The first page of an image, with another sequence number. */
function page(entries: NvsEntry[], version: 1 | 2, sequence: number): Uint8Array {
  const image = encodeNvs(entries, { size: PAGE, version });
  const view = new DataView(image.buffer);
  view.setUint32(4, sequence, true);
  view.setUint32(28, nvsCrc32(image.subarray(4, 28)), true);
  return image;
}

function keysIn(image: Uint8Array, readOnly = false): string[] {
  return decodeNvs(image, { readOnly }).items.map(({ key }) => key);
}

const blank = new Uint8Array(PAGE).fill(0xff);
const blob: NvsEntry = { namespace: 'n', key: 'b', type: 'blob', value: Uint8Array.of(1) };
const number: NvsEntry = { namespace: 'n', key: 'u', type: 'u8', value: 1 };

test('an old blob is given up for the index of a new one, even if that then proves broken', () => {
  const old = page([blob], 1, 0);
  old[0] = FULL;
  const replaced = page([blob], 2, 1);
  replaced[32] = (replaced[32] ?? 0) & ERASED_SECOND; // the chunk, so that the index comes to nothing
  const image = Buffer.concat([old, replaced, blank]);
  expect(keysIn(Buffer.concat([old, blank, blank]))).toEqual(['b']);
  expect(keysIn(image)).toEqual([]);
});

describe('a partition that is only read cannot be repaired', () => {
  test('a damaged item on a full page is a reason not to mount it', () => {
    const image = page([number], 2, 0);
    image[0] = FULL;
    expect(decodeNvs(image, { readOnly: true }).mount).toBe('ESP_OK');
    image[64 + 32] = 2; // the namespace, which the CRC covers
    expect(decodeNvs(image, { readOnly: true }).mount).toBe('ESP_ERR_NOT_ALLOWED');
    expect(decodeNvs(Buffer.concat([image, blank]), { readOnly: false }).mount).toBe('ESP_OK');
  });

  test('an entry that was being written is too', () => {
    const image = page([number], 2, 0);
    image[64 + 2 * 32] = 0;
    expect(decodeNvs(image, { readOnly: true }).mount).toBe('ESP_ERR_NOT_ALLOWED');
    expect(keysIn(Buffer.concat([image, blank]))).toEqual(['u']);
  });

  test('for a value that is there twice, its page silently disappears', () => {
    const image = page([number, { ...number, key: 'v' }], 2, 0);
    image.copyWithin(64 + 2 * 32, 64 + 32, 64 + 2 * 32);
    expect(decodeNvs(image, { readOnly: true })).toMatchObject({ mount: 'ESP_OK', items: [] });
    expect(keysIn(Buffer.concat([image, blank]))).toEqual(['u']);
  });

  test('it needs no page to spare', () => {
    const image = page([number], 2, 0);
    expect(keysIn(image, true)).toEqual(['u']);
    expect(decodeNvs(image).mount).toBe('ESP_ERR_NVS_NO_FREE_PAGES');
  });
});
