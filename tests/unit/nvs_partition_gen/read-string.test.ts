import { expect, test } from 'vitest';
import { decodeNvs } from '../../../embedded/nvs_partition_gen/decode-nvs.ts';
import { encodeNvs } from '../../../embedded/nvs_partition_gen/encode-nvs.ts';
import { entryOfItem } from '../../../embedded/nvs_partition_gen/entry-of-item.ts';
import { readString } from '../../../embedded/nvs_partition_gen/read-string.ts';

const view = decodeNvs(
  encodeNvs(
    [
      { namespace: 'deviceprovision', key: 'wifi_ssid', type: 'string', value: 'Büro' },
      { namespace: 'deviceprovision', key: 'psk', type: 'blob', value: Uint8Array.of(1, 2) },
    ],
    { size: 0x3000 },
  ),
);

test('firmware finds its namespace by the first 15 characters', () => {
  expect(readString(view, 'deviceprovision', 'wifi_ssid')).toBe('Büro');
  expect(readString(view, 'deviceprovisioning', 'wifi_ssid')).toBe('Büro');
  expect(readString(view, 'deviceprovisio', 'wifi_ssid')).toBeUndefined();
});

test('a value of another type is no string', () => {
  expect(readString(view, 'deviceprovision', 'psk')).toBeUndefined();
});

test('firmware reads a string up to its first NUL; it cannot be written again as it is', () => {
  const item = { namespace: 'n', key: 's', type: 'string' as const, bytes: Buffer.from('a\0b\0') };
  expect(readString({ ...view, items: [item] }, 'n', 's')).toBe('a');
  expect(() => entryOfItem(item)).toThrow(
    'key "s": the stored string does not end at its first NUL',
  );
  expect(() => entryOfItem({ ...item, bytes: Uint8Array.of(0xe9, 0) })).toThrow('not UTF-8');
});
