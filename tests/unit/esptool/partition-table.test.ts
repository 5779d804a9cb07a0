import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { parsePartitionTable } from '../../../embedded/esptool/partition-table.ts';

/** One entry as ESP-IDF's gen_esp32part.py writes it. */
function entry(
  label: string,
  { type = 1, subtype = 2, offset = 0x9000, size = 0x6000, flags = 0 },
) {
  const bytes = Buffer.alloc(32);
  bytes.set([0xaa, 0x50, type, subtype]);
  bytes.writeUInt32LE(offset, 4);
  bytes.writeUInt32LE(size, 8);
  bytes.write(label, 12, 'latin1');
  bytes.writeUInt32LE(flags, 28);
  return bytes;
}

function digestOf(entries: Buffer): Buffer {
  const md5 = createHash('md5').update(entries).digest();
  return Buffer.concat([Buffer.from([0xeb, 0xeb]), Buffer.alloc(14, 0xff), md5]);
}

function table(...parts: Buffer[]): Buffer {
  const bytes = Buffer.alloc(0xc00, 0xff);
  Buffer.concat(parts).copy(bytes);
  return bytes;
}

const nvs = entry('nvs', {});
const app = entry('factory', { type: 0, subtype: 0, offset: 0x10000, size: 0x100000, flags: 1 });
const entries = Buffer.concat([nvs, app]);

describe('a partition table', () => {
  test('is read with its entries, and its digest is checked', () => {
    expect(parsePartitionTable(table(entries, digestOf(entries)))).toEqual([
      { label: 'nvs', type: 1, subtype: 2, offset: 0x9000, size: 0x6000, encrypted: false },
      { label: 'factory', type: 0, subtype: 0, offset: 0x10000, size: 0x100000, encrypted: true },
    ]);
  });

  test('may do without a digest', () => {
    expect(parsePartitionTable(table(entries))).toHaveLength(2);
  });

  test('may have a label of 16 bytes without an end', () => {
    const [partition] = parsePartitionTable(table(entry('sixteen_chars_ok', {})));
    expect(partition?.label).toBe('sixteen_chars_ok');
  });

  test('with one flipped bit is damaged', () => {
    const bytes = table(entries, digestOf(entries));
    bytes.writeUInt8(bytes.readUInt8(9) ^ 1, 9);
    expect(() => parsePartitionTable(bytes)).toThrow(
      expect.objectContaining({ code: 'partition-table-invalid' }),
    );
  });

  test('that stops in the middle of garbage is damaged', () => {
    expect(() => parsePartitionTable(table(entries, Buffer.from([1, 2, 3, 4])))).toThrow(
      expect.objectContaining({ code: 'partition-table-invalid' }),
    );
  });

  test.each([
    ['erased flash', Buffer.alloc(0xc00, 0xff)],
    ['zeros', Buffer.alloc(0xc00)],
  ])('is missing where there is %s', (_what, bytes) => {
    expect(() => parsePartitionTable(bytes)).toThrow(
      expect.objectContaining({ code: 'partition-table-missing' }),
    );
  });
});
